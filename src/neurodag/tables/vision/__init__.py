"""Tables of networks from images to responses, with the V1T paper's numbers beside."""
