"""Random stories of people on two tablets with a bad network; in the end each form is on the server, once, whole.

    python -m tools.soak            RUNS=200 stories, SEED=1 and on; each story has the number of its seed
    RUNS=1 SEED=17 python -m tools.soak     the seventeenth again
    KINDS=reports python -m tools.soak      only these kinds of forms

In a story people write, press the button, close and restart the browser, lose the network and get it back, lose
answers, pass the tablet over, sign out, sign in as somebody else, find their session ended and the portal updated.
Then the network stays, everybody signs in once more where they wrote, chooses where both places changed a field, and
every word must be there.

What is special about one kind of form is a class of its own (`reports`, `coaching`, `passing`, `talks`): whose it is,
where it is opened, what has to be chosen before it is pressed, how what arrived is read. All that a story does stands
in `story`.
"""
