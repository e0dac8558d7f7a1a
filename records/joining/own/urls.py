from django.urls import path

from records.joining.own import views

app_name = "organisation"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/clerks/", views.add_clerk, name="add-clerk"),
    path("<int:pk>/clerks/<int:grant>/remove/", views.remove_clerk, name="remove-clerk"),
    path("<int:pk>/account/", views.account, name="account"),
]
