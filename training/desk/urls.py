from django.urls import path

from training.desk import views
from training.settling.views import trainee_at_desk

app_name = "class-desk"
urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("filings/<int:pk>/", views.filing, name="filing"),
    path("filings/<int:pk>/accept/", views.accept, name="accept"),
    path("filings/<int:pk>/give-back/", views.give_back, name="give-back"),
    path("filings/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("changes/<int:pk>/", views.change, name="change"),
    path("changes/<int:pk>/agree/", views.agree, name="agree"),
    path("changes/<int:pk>/disagree/", views.disagree, name="disagree"),
    path("denials/<int:pk>/", views.denial, name="denial"),
    path("denials/<int:pk>/answer/", views.look_into, name="look-into"),
    path("<int:pk>/trainees/<int:enrolment>/", trainee_at_desk, name="trainee"),
]
