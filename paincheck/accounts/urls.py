"""The doors, and the managers' pages. No sign-up: nurses and managers make accounts.

Names beginning with `account_` are those by which django-allauth finds its own pages; only the
pages that we use are here.
"""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path

from paincheck.accounts.views import demo, devices, leave, sign_in, sites, staff, teams, welcome

doors = [
    path("sign-in/", sign_in.ask_for_code, name="account_request_login_code"),
    path("sign-in/code/", sign_in.confirm_code, name="account_confirm_login_code"),
    path("sign-in/code/again/", sign_in.send_code_again, name="send_code_again"),
    path("sign-in/something-else/", sign_in.start_again, name="start_again"),
    path("sign-in/as/<int:device_id>/", devices.continue_as, name="continue_as"),
    path("sign-in/staff/", sign_in.staff_door, name="account_login"),
    path("sign-in/closed/", allauth.account_inactive, name="account_inactive"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("password/", sign_in.change_password, name="account_change_password"),
    path("password/forgotten/", sign_in.forgot_password, name="account_reset_password"),
    path(
        "password/forgotten/sent/",
        login_not_required(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "password/new/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.new_password,
        name="account_reset_password_from_key",
    ),
    path("welcome/", welcome.letter, name="welcome"),
    path("welcome/address/", welcome.address, name="welcome_address"),
    path("stay/", sign_in.still_here, name="still_here"),
    path("demo/", demo.demo, name="demo"),
    path("demo/as/<int:user_id>/", demo.sign_in_as, name="demo_sign_in_as"),
]

pages = [
    path("phones/", devices.phones, name="phones"),
    path("phones/<int:device_id>/forget/", devices.forget_phone, name="forget_phone"),
    path("staff/", staff.staff, name="staff"),
    path("staff/add/", staff.add, name="staff_add"),
    path("staff/<int:user_id>/", staff.edit, name="staff_edit"),
    path("staff/<int:user_id>/close/", staff.close, name="staff_close"),
    path("staff/<int:user_id>/open/", staff.open_again, name="staff_open_again"),
    path("staff/<int:user_id>/link/", staff.send_link, name="staff_send_link"),
    path("teams/", teams.teams, name="teams"),
    path("teams/add/", teams.add, name="team_add"),
    path("teams/<int:team_id>/", teams.team, name="team"),
    path("leave/", leave.leave, name="leave"),
    path("leave/<int:leave_id>/cancel/", leave.cancel, name="leave_cancel"),
    path("sites/", sites.sites, name="sites"),
    path("sites/<int:site_id>/", sites.edit, name="site_edit"),
    path("sites/<int:site_id>/hours/", sites.hours, name="site_hours"),
    path("sites/<int:site_id>/live/", sites.go_live, name="site_live"),
]

urlpatterns = [*doors, path("", include((pages, "accounts")))]
