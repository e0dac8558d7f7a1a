from django.urls import path

from subsidies.applicant import views

app_name = "applicant"
urlpatterns = [
    path("", views.applications, name="list"),
    path("messages/", views.inbox, name="inbox"),
    path("<int:pk>/", views.case, name="case"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/account/", views.account, name="account"),
    path("<int:pk>/proofs/", views.proofs, name="proofs"),
    path("<int:pk>/proofs/<int:proof>/", views.proof, name="proof"),
    path("<int:pk>/proofs/<int:proof>/take-away/", views.take_away, name="take-away"),
    path("<int:pk>/object/", views.object_to_it, name="object"),
    path("<int:pk>/rate/", views.rate, name="rate"),
]
