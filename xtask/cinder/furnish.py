"""Gives a fresh Keystone and Cinder people, projects, a catalogue and types: `furnish.py KEYSTONE CINDER FRONT`

The three are addresses without a path. What a client needs to know and what is not fixed is printed as JSON.
"""

import json
import sys
import urllib.error
import urllib.request

KEYSTONE, CINDER, FRONT = sys.argv[1:4]
ROOT = ("root", "demo-root-password")
# By name: the password, and the role in each project.
PEOPLE = {
    "alice": ("demo-alice-password", {"storage": "member", "analytics": "member"}),
    "rita": ("demo-rita-password", {"storage": "reader"}),
    "root": (ROOT[1], {"storage": "admin", "analytics": "admin"}),
}
CREDENTIAL = ("voldeck", "demo-appcred-secret")
# What `storage` may hold; `analytics` has what Cinder gives to everyone.
ROOM = {"volumes": 500, "snapshots": 500, "gigabytes": 2000, "groups": 100}
VOLUME_TYPES = {
    "fast-ssd": {"volume_backend_name": "first"},
    "shared": {"multiattach": "<is> True", "volume_backend_name": "first"},
    # No back end is called so: a volume of this type is accepted, and then in error.
    "legacy-san": {"volume_backend_name": "no-such-backend"},
}
GROUP_TYPE = "loose"


class Refused(Exception):
    """An answer that is no success."""


def call(method, address, body=None, token=None):
    """Calls once."""
    headers = {"Content-Type": "application/json", "Accept": "application/json", "OpenStack-API-Version": "volume 3.71"}
    if token:
        headers["X-Auth-Token"] = token
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, headers, method=method), timeout=60) as answer:
            text = answer.read()
            return (json.loads(text) if text else {}), answer.headers
    except urllib.error.HTTPError as error:
        raise Refused(error.code, f"{method} {address}: {error.code} {error.read().decode(errors='replace')}") from None


class Session:
    """Somebody in a project. Tokens may be made to live for seconds only, so a new one is had where one is not accepted."""

    def __init__(self, name, password, project):
        self.user = {"name": name, "domain": {"id": "default"}, "password": password}
        self.scope = {"project": {"name": project, "domain": {"id": "default"}}}
        self.sign_in()

    def sign_in(self):
        body = {"auth": {"identity": {"methods": ["password"], "password": {"user": self.user}}, "scope": self.scope}}
        said, headers = call("POST", f"{KEYSTONE}/v3/auth/tokens", body)
        self.token, self.said = headers["X-Subject-Token"], said["token"]

    def of(self, method, address, body=None):
        try:
            return call(method, address, body, self.token)[0]
        except Refused as refused:
            if refused.args[0] != 401:
                raise
        self.sign_in()
        return call(method, address, body, self.token)[0]


def furnish_keystone():
    """The ids of the projects, and that of the application credential."""
    session = Session(*ROOT, "admin")

    def of(method, path, body=None):
        return session.of(method, f"{KEYSTONE}/v3/{path}", body)

    roles = {role["name"]: role["id"] for role in of("GET", "roles")["roles"]}
    names = sorted({project for _, rights in PEOPLE.values() for project in rights})
    projects = {name: of("POST", "projects", {"project": {"name": name, "domain_id": "default"}})["project"]["id"] for name in names}
    users = {user["name"]: user["id"] for user in of("GET", "users")["users"]}
    for name, (password, rights) in PEOPLE.items():
        if name not in users:
            user = {"name": name, "domain_id": "default", "password": password}
            users[name] = of("POST", "users", {"user": user})["user"]["id"]
        for project, role in rights.items():
            of("PUT", f"projects/{projects[project]}/users/{users[name]}/roles/{roles[role]}")
    service = of("POST", "services", {"service": {"type": "block-storage", "name": "cinder"}})["service"]["id"]
    # The second region is the same Cinder by way of the front, where answers can be made to fail.
    of("POST", "regions", {"region": {"id": "RegionTwo"}})
    for region, address in (("RegionOne", CINDER), ("RegionTwo", f"{FRONT}/volume")):
        # Only the public one leads anywhere: a client that took the other would notice.
        for interface, url in (("public", f"{address}/v3/$(project_id)s"), ("internal", "http://127.0.0.1:9/v3/$(project_id)s")):
            endpoint = {"interface": interface, "region_id": region, "service_id": service, "url": url}
            of("POST", "endpoints", {"endpoint": endpoint})
    name, secret = CREDENTIAL
    own = Session("alice", PEOPLE["alice"][0], "storage")
    wanted = {"application_credential": {"name": name, "secret": secret}}
    made = own.of("POST", f"{KEYSTONE}/v3/users/{own.said['user']['id']}/application_credentials", wanted)
    return projects, made["application_credential"]["id"]


def furnish_cinder(projects):
    """Types, and room for tests; only an administrator may."""
    session = Session(*ROOT, "admin")

    def of(method, path, body=None):
        return session.of(method, f"{CINDER}/v3/{session.said['project']['id']}/{path}", body)

    for name, specs in VOLUME_TYPES.items():
        of("POST", "types", {"volume_type": {"name": name, "extra_specs": specs}})
    of("POST", "group_types", {"group_type": {"name": GROUP_TYPE, "is_public": True}})
    of("PUT", f"os-quota-sets/{projects['storage']}", {"quota_set": ROOM})


def main():
    projects, credential = furnish_keystone()
    furnish_cinder(projects)
    print(json.dumps({"projects": projects, "credential": credential}))


try:
    main()
except Refused as refused:
    sys.exit(refused.args[1])
