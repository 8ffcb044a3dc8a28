"""What all networks share, and each network: layers, learning, plain arrays."""
