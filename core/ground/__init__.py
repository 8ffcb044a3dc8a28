"""What maps of the ground say: terrain, and geology as numbers of units, their shares of pixels and their vectors."""
