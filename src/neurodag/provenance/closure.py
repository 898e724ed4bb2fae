"""What a script reaches: all that counts for its results."""

from pathlib import Path

from neurodag.provenance.library import OUTSIDE, WHOLE, Library, Place, lineage
from neurodag.provenance.modules import SUBCLASSED
from neurodag.provenance.names import PROJECT

LOADED = -3
"""The place of a module that is imported, whatever is used of it."""


class Closures:
    """The closures of the scripts that use one library; what they share is found once."""

    def __init__(self, source: Path) -> None:
        self.library = Library(source)
        self.next: dict[Place, list[Place]] = {}
        self.acting: dict[Place, bool] = {}

    def of(self, script: Path) -> set[Place]:
        """All that a script reaches: what runs when it is started, and whatever that names."""
        name = str(script)
        self.library.read(name, script)
        reached = {Place(name, LOADED)}
        pending = [*reached]
        while pending:
            new = [place for place in self.following(pending.pop()) if place not in reached]
            reached.update(new)
            pending += new
        return reached

    def following(self, place: Place) -> list[Place]:
        """Where one comes from a place in one step."""
        if place not in self.next:
            self.next[place] = list(dict.fromkeys(self.follow(place)))
        return self.next[place]

    def follow(self, place: Place) -> list[Place]:
        library, name = self.library, place.module
        if place.number == OUTSIDE:
            return []
        module = library.module(name, name)
        definitions = [Place(name, number) for number in range(len(module.definitions))]
        if place.number == WHOLE:
            parts = library.submodules(name) if library.is_package(name) else []
            imports = [library.lead(use, name) for use in module.imports.values()]
            return definitions + imports + [library.lead(f"{part}:", name) for part in parts]
        if place.number == LOADED:
            packages = lineage(name)[:-1] if name.startswith(f"{PROJECT}.") else []
            loads = [load for use in module.loads for load in library.loaded(use, name)]
            stars = [use for bound, use in module.imports.items() if bound.startswith("*")]
            places = [Place(load, LOADED) for load in packages + loads]
            places += [library.lead(use, name) for use in stars]
            return places + [each for each in definitions if self.runs(each)]
        definition = module.definitions[place.number]
        loads = [load for use in definition.loads for load in library.loaded(use, name)]
        used = [library.lead(use, name) for use in definition.uses]
        return [Place(load, LOADED) for load in loads] + used

    def runs(self, place: Place) -> bool:
        """Whether importing the module does more at this definition than to bind names."""
        definition = self.library.definition(place)
        return definition.runs or any(
            self.hooks(self.library.lead(use.removesuffix(f".{SUBCLASSED}"), place.module))
            if use.endswith(SUBCLASSED)
            else self.acts(self.library.lead(use, place.module))
            for use in definition.calls
        )

    def hooks(self, place: Place) -> bool:
        """Whether a class may do something when a class is derived from it."""
        if place.number == OUTSIDE:
            return False
        if place.number == WHOLE:
            return True
        definition = self.library.definition(place)
        bases = [use for use in definition.calls if use.endswith(SUBCLASSED)]
        return definition.hooks or any(
            self.hooks(self.library.lead(use.removesuffix(f".{SUBCLASSED}"), place.module))
            for use in bases
        )

    def acts(self, place: Place) -> bool:
        """Whether calling what is at a place may change something."""
        if place not in self.acting:
            seen, pending = {place}, [place]
            found = False
            while pending and not found:
                each = pending.pop()
                found = each.number >= 0 and self.library.definition(each).acts
                new = {p for p in self.following(each) if p.number != LOADED} - seen
                seen |= new
                pending += new
            self.acting[place] = found
        return self.acting[place]
