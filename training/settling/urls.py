"""结算: the pages of what classes are paid."""

from django.urls import path

from training.settling import views
from training.settling.monthly import views as monthly

app_name = "settling"
urlpatterns = [
    path("statement/<int:school>/", monthly.latest, name="this-month"),
    path("statement/<int:school>/<slug:month>/", monthly.month, name="month"),
    path("statement/<int:school>/<slug:month>.<str:form>", monthly.taken, name="month-taken"),
    path("<int:pk>/settlement/", views.one, name="one"),
    path("<int:pk>/settlement.<str:form>", views.taken, name="taken"),
    path("<int:pk>/settlement/<int:enrolment>/", views.trainee, name="trainee"),
    path("<int:pk>/settlement/<int:application>/again/", views.again, name="again"),
    path("<int:pk>/settlement/<int:application>/account/", views.account, name="account"),
    path("<int:pk>/settlement/<int:application>/withdraw/", views.withdraw, name="withdraw"),
]
