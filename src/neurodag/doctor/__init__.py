"""What on this machine, or its cluster, would get in the way (`neurodag doctor`)."""
