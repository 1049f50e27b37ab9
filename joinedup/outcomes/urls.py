from django.urls import path

from joinedup.frame.references import address_part
from joinedup.outcomes import views

for kind in ("partnership", "problem", "outcome", "step", "indicator"):
    address_part(kind)

urlpatterns = [
    path("<partnership:reference>/problems/new/", views.state_problem, name="state-problem"),
    path("<problem:reference>/", views.problem, name="problem"),
    path("<problem:reference>/edit/", views.edit_problem, name="edit-problem"),
    path("<problem:reference>/sign/", views.sign_problem, name="sign-problem"),
    path("<problem:reference>/share/", views.share_problem, name="share-problem"),
    path("<partnership:reference>/outcomes/", views.outcomes, name="outcomes"),
    path("<partnership:reference>/outcomes/new/", views.set_outcome, name="set-outcome"),
    path("<outcome:reference>/", views.outcome, name="outcome"),
    path("<outcome:reference>/edit/", views.edit_outcome, name="edit-outcome"),
    path("<outcome:reference>/lead/", views.name_lead, name="name-lead-of-outcome"),
    path("<outcome:reference>/sign/", views.sign_outcome, name="sign-outcome"),
    path("<outcome:reference>/share/", views.share_outcome, name="share-outcome"),
    path("<partnership:reference>/steps/new/", views.add_step, name="add-step"),
    path("<step:reference>/", views.step, name="step"),
    path("<step:reference>/edit/", views.edit_step, name="edit-step"),
    path("<step:reference>/link/", views.link, name="link-step"),
    path("<step:reference>/share/", views.share_step, name="share-step"),
    path("<partnership:reference>/measures/", views.indicators, name="measures"),
    path("<partnership:reference>/measures/new/", views.define_indicator, name="define-measure"),
    path("<indicator:reference>/", views.indicator, name="indicator"),
    path("<indicator:reference>/edit/", views.edit_indicator, name="edit-measure"),
    path("<indicator:reference>/figures/", views.record_figure, name="record-figure"),
    path("<indicator:reference>/figures.csv", views.figures_csv, name="figures-csv"),
    path("<indicator:reference>/phases/", views.start_phase, name="start-phase"),
    path("<indicator:reference>/share/", views.share_indicator, name="share-measure"),
]
