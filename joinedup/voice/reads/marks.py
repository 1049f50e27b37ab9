"""What is kept of addresses, codes and networks: keyed marks, of use in one conversation and for one purpose only."""

import unicodedata
from ipaddress import ip_address, ip_network

from django.utils.crypto import salted_hmac

from joinedup.voice.models import Conversation

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that are taken for one another


def mark_of(conversation: Conversation, what: str, said: str) -> str:
    """The mark of something in a conversation: the same each time, and no way back without the site's secret."""
    return salted_hmac(f"voice {what}", f"{conversation.reference}\n{said}", algorithm="sha256").hexdigest()


def mark_of_code(conversation: Conversation, code: str) -> str:
    """The mark of a code, however it was typed: small letters, spaces and dashes make no difference."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return mark_of(conversation, "code", "".join(letter for letter in plain if letter in CODE_LETTERS))


def neighbourhood(address: str) -> str:
    """The network in which an address lies: /24 of version 4, /64 of version 6; empty for what is no address.

    >>> neighbourhood("203.0.113.9"), neighbourhood("2001:db8:1:2:aaaa::1"), neighbourhood("")
    ('203.0.113.0/24', '2001:db8:1:2::/64', '')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((parsed, 24 if parsed.version == 4 else 64), strict=False))
