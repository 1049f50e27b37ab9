"""Addresses of early warnings, stepping in, failures and experiments."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.promises.views import failures, interventions, warnings

for kind in ("partnership", "tripwire", "firing", "intervention", "failure", "experiment"):
    address_part(kind)

urlpatterns = [
    path("<partnership:reference>/early-warnings/", warnings.log, name="early-warnings"),
    path("<partnership:reference>/early-warnings/new/", warnings.set_tripwire, name="set-early-warning"),
    path("<tripwire:reference>/", warnings.tripwire, name="early-warning"),
    path("<tripwire:reference>/edit/", warnings.edit, name="edit-early-warning"),
    path("<tripwire:reference>/share/", warnings.share, name="share-early-warning"),
    path("<tripwire:reference>/retire/", warnings.retire, name="retire-early-warning"),
    path("<firing:reference>/", warnings.firing, name="firing"),
    path("<firing:reference>/acknowledge/", warnings.acknowledge, name="acknowledge-firing"),
    path("<firing:reference>/act/", warnings.act_on, name="act-on-firing"),
    path("<partnership:reference>/stepping-in/", interventions.interventions, name="interventions"),
    path("<partnership:reference>/stepping-in/new/", interventions.step_in, name="step-in"),
    path("<intervention:reference>/", interventions.intervention, name="intervention"),
    path("<intervention:reference>/hand-back/", interventions.hand_back, name="hand-back"),
    path("<intervention:reference>/share/", interventions.share, name="share-intervention"),
    path("<partnership:reference>/failures/", failures.failures, name="failures"),
    path("<partnership:reference>/failures/new/", failures.tell, name="tell-failure"),
    path("<failure:reference>/", failures.failure, name="failure"),
    path("<failure:reference>/kind/", failures.judge, name="judge-failure"),
    path("<failure:reference>/lesson/", failures.add_lesson, name="add-lesson"),
    path("<failure:reference>/share/", failures.share, name="share-failure"),
    path("<partnership:reference>/experiments/new/", failures.register, name="register-experiment"),
    path("<experiment:reference>/", failures.experiment, name="experiment"),
    path("<experiment:reference>/share/", failures.share_experiment, name="share-experiment"),
]
