"""The references of Who?, made known to the house."""

from joinedup.frame.references import kind
from joinedup.partners import reads

kind("place", reads.places_open_to)
kind("organisation", reads.organisations_open_to)
kind("person", reads.people_open_to)
kind("partnership", reads.partnerships_open_to)
kind("mandate", reads.mandates_open_to)
