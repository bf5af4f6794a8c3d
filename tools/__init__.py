"""Commands for developing Rayon; nothing here is part of the portal."""
