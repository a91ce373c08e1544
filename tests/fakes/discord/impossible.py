"""What a test asks of a person, and no person could do."""


class Impossible(Exception):
    """No client of Discord would let this through."""
