"""Where deposits are likely, told without known deposits: layers of a region, what is unusual in them, targets."""
