from django.urls import path

from cms.display import display

urlpatterns = [path("<slug:mode>/<slug:state>", display, name="display")]
