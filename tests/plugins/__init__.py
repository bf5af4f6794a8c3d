"""What the tests need from the machine, and what happens where it is missing."""
