from django.urls import path

from apprenticeship.changing import views as changing
from apprenticeship.desk import views
from apprenticeship.mine import views as mine
from apprenticeship.overlapping import views as overlapping
from apprenticeship.proving import views as proving
from apprenticeship.settling import views as settling

app_name = "plan-desk"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/give-back/", views.give_back, name="give-back"),
    path("<int:pk>/refuse/", views.refuse, name="refuse"),
    path("<int:pk>/refuse-leave/", views.refuse_leave, name="refuse-leave"),
    path("apprentices/<int:pk>/overlaps/", overlapping.raised_at_desk, name="raise-overlap"),
    path("changes/<int:pk>/", changing.at_desk, name="change"),
    path("changes/<int:pk>/accept/", changing.accept, name="accept-change"),
    path("apprentices/<int:pk>/denial/", mine.at_desk, name="denial"),
    path("<int:pk>/lessons/", proving.at_desk, name="lessons"),
    path("<int:pk>/money/", settling.at_desk, name="money"),
    path("apprentices/<int:pk>/money/", settling.apprentice_at_desk, name="money-of"),
    path("<int:pk>/leave/", views.grant_leave, name="leave"),
]
