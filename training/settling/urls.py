"""结算: the pages of what classes are paid."""

from django.urls import path

from training.settling import views

app_name = "settling"
urlpatterns = [
    path("<int:pk>/settlement/", views.one, name="one"),
    path("<int:pk>/settlement.<str:form>", views.taken, name="taken"),
    path("<int:pk>/settlement/<int:enrolment>/", views.trainee, name="trainee"),
    path("<int:pk>/settlement/<int:application>/again/", views.again, name="again"),
    path("<int:pk>/settlement/<int:application>/account/", views.account, name="account"),
    path("<int:pk>/settlement/<int:application>/withdraw/", views.withdraw, name="withdraw"),
]
