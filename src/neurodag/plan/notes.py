"""What a plan rests on, in sentences."""

from collections.abc import Iterator, Mapping

from neurodag.plan.options import Assumed
from neurodag.plan.planned import Plan, Precision
from neurodag.plan.rate import Rate
from neurodag.plan.table import number


def notes(plan: Plan, rates: Mapping[Precision, Rate], assumed: Assumed) -> str:
    """A line on sessions, on epochs, on arithmetic, on each rate, and on what is not counted;
    after the epochs, what else the plan rests on."""
    paragraphs = [
        of_sessions(plan, assumed),
        *of_epochs(plan, assumed),
        *plan.also,
        of_arithmetic(plan),
        *of_rates(rates),
        "Only training and its validations are counted; evaluations and figures come on top.",
    ]
    return "\n".join(paragraphs)


def of_sessions(plan: Plan, assumed: Assumed) -> str:
    known = plan.sessions - plan.assumed - plan.published
    told = f"Sessions: {plan.sessions}. Files or simulations tell the sizes of {known or 'none'}."
    if plan.published:
        told += f" The paper tells those of {plan.published}."
    if not plan.assumed:
        return told
    return (
        f"{told} The other {plan.assumed} are taken to have {assumed.trials} trials (--trials) and "
        f"{assumed.units} units (--units)."
    )


def of_epochs(plan: Plan, assumed: Assumed) -> Iterator[str]:
    """Nothing where all runs take as many as the settings say."""
    if not plan.ends_early:
        return
    counted = (
        "the most that the settings allow; --epochs takes another number"
        if assumed.epochs is None
        else f"{assumed.epochs} (--epochs), or fewer where the settings allow no more"
    )
    yield (
        "Epochs: a run ends when it improves no more, which nobody knows beforehand. Those that "
        f"are done count with what they took, the others with {counted}."
    )


def of_arithmetic(plan: Plan) -> str:
    validation = sum(run.validation_flops for run in plan.runs)
    share = validation / (validation + sum(run.training_flops for run in plan.runs))
    return (
        "Arithmetic: that of matrix products and convolutions, counted on the networks themselves. "
        "GFLOP a step are those of forward and backward; PFLOP have those of validation, too, "
        f"{share:.0%} of all. Steps a run, and GFLOP a step, are means."
    )


def of_rates(rates: Mapping[Precision, Rate]) -> Iterator[str]:
    for precision, rate in rates.items():
        sustained = f"Rate in {precision}: {number(rate.sustained / 1e12)} TFLOP/s"
        if rate.measured is None:
            yield f"{sustained}, as --rate says."
            continue
        yield (
            f"{sustained}, a share of {rate.share:g} (--share) of the "
            f"{number(rate.measured / 1e12)} TFLOP/s that products of large matrices reached just "
            f"now on {rate.device}. Small networks reach a smaller share; `make bench` measures it."
        )
        if not rate.gpu:
            yield (
                "No GPU is seen here, so the hours are those of this CPU. For those of a GPU, give "
                "--rate the TFLOP/s that training sustains on it, or call this where it is."
            )
