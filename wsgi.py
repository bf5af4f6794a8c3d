"""What the server and the flask command start from."""

from portal.app import create_app

app = create_app()
