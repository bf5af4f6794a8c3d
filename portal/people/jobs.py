"""What the worker does for people: hand the links of invitations and forgotten passwords to the mail."""

from portal.core.worker import job
from portal.people import invitations

job("sign_in_links", invitations.tell)
