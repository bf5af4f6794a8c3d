"""The rules of the templates find what they are for, and leave good templates alone."""

import pytest

from tools.template_lint import check

GOOD = """{% extends "layouts/page.html" %}
{# a comment may say style="…" and |safe #}
{% block content %}
{% from "macros/csrf.html" import csrf %}
<form method="post" action="{{ url_for('a.b') }}" hx-post="{{ url_for('a.b') }}">{{ csrf() }}<button>x</button></form>
<form method="get" role="search"></form>
<script type="module" src="{{ asset('app.js') }}"></script>
{% endblock %}
"""
BAD = {
    '<p class="a"\n style="color: red">x</p>': "inline style",
    "<style>p { color: red }</style>": "inline style sheet",
    "<script>alert(1)</script>": "inline script",
    '<button onclick="go()">x</button>': "inline handler",
    '<a hx-on:click="go()">x</a>': "evaluate",
    '<a href="javascript:go()">x</a>': "script as an address",
    "{{ text | safe }}": "marked safe",
    '<img src="https://elsewhere.example/a.png" alt="">': "another host",
    '<link rel="stylesheet" href="//elsewhere.example/a.css">': "another host",
    '<form method="post" action="{{ a > b }}"><button>x</button></form>': "CSRF",
    '{% extends "a.html" %}{% from "m.html" import m %}{% block b %}{% endblock %}': "import inside the block",
    "{% if %}": "does not parse",
}


def test_a_good_template_has_no_findings(tmp_path):
    (tmp_path / "good.html").write_text(GOOD)
    assert check(tmp_path) == []


@pytest.mark.parametrize(("source", "complaint"), BAD.items())
def test_a_broken_rule_is_found_with_its_line(tmp_path, source, complaint):
    (tmp_path / "bad.html").write_text(source)
    [finding] = check(tmp_path)
    assert complaint in finding
    assert finding.startswith(f"{tmp_path / 'bad.html'}:")
