from django.urls import path

from subsidies.letters import views

app_name = "letters"
urlpatterns = [
    path("", views.enquiry, name="enquiry"),
    path("application/<int:pk>/", views.of_application, name="of-application"),
    path("<str:number>/", views.letter, name="letter"),
    path("<str:number>/file/", views.download, name="file"),
]
