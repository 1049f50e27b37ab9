"""The references of Who?, made known to the house."""

from joinedup.frame.references import kind
from joinedup.frame.search import searchable
from joinedup.partners import reads
from joinedup.partners.models import AgendaItem, Body, Mandate, Meeting, Organisation, Partnership, Place

kind("place", reads.places_open_to)
kind("organisation", reads.organisations_open_to)
kind("person", reads.people_open_to)
kind("partnership", reads.partnerships_open_to)
kind("mandate", reads.mandates_open_to)
kind("body", reads.bodies_open_to)
kind("seat", reads.seats_open_to, "organisation")
kind("meeting", reads.meetings_open_to)
kind("item", reads.items_open_to)
kind("interest", reads.interests_open_to)
kind("succession", reads.successions_open_to)
kind("patch", reads.patches_open_to)
kind("role", reads.role_changes_open_to, "account")
kind("pause", reads.pauses_open_to)

searchable("body", Body, rank=14, title="name", body=("purpose", "may_decide", "terms", "renewal_test"), place="place")
searchable("place", Place, rank=13, title="name", body=("gss_code",), partnership="", place="pk", everybody=True)
searchable("partnership", Partnership, rank=12, title="name", body=("purpose",), partnership="pk", place="place")
searchable(
    "organisation", Organisation, rank=11, title="name", body=("org_id", "formerly"), partnership="", place="place"
)
searchable("mandate", Mandate, rank=5, title="speaks_for", body=("chosen_how", "may_bind"), maker="organisation")
searchable("meeting", Meeting, rank=15, title="name", body=("where",))
searchable("item", AgendaItem, rank=1, title="title", body=("paper", "minutes"), partnership="")
