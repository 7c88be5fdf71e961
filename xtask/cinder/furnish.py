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
ROOM = {"volumes": 500, "snapshots": 500, "gigabytes": 5000, "groups": 100}
VOLUME_TYPES = {
    "fast": {"volume_backend_name": "first"},
    "shared": {"multiattach": "<is> True", "volume_backend_name": "first"},
    # No back end is called so: a volume of this type is accepted, and then in error.
    "nowhere": {"volume_backend_name": "no-such-backend"},
}
GROUP_TYPE = "plain"


def call(method, address, body=None, token=None):
    """Calls once; what is not a success ends this program."""
    headers = {"Content-Type": "application/json", "Accept": "application/json", "OpenStack-API-Version": "volume 3.71"}
    if token:
        headers["X-Auth-Token"] = token
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, headers, method=method), timeout=60) as answer:
            text = answer.read()
            return (json.loads(text) if text else {}), answer.headers
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} {address}: {error.code} {error.read().decode(errors='replace')}")


def sign_in(name, password, project):
    """A token, and what Keystone says of it."""
    user = {"name": name, "domain": {"id": "default"}, "password": password}
    scope = {"project": {"name": project, "domain": {"id": "default"}}}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
    said, headers = call("POST", f"{KEYSTONE}/v3/auth/tokens", body)
    return headers["X-Subject-Token"], said["token"]


def furnish_keystone():
    """The ids of the projects, and that of the application credential."""
    token, _ = sign_in(*ROOT, "admin")

    def of(method, path, body=None):
        return call(method, f"{KEYSTONE}/v3/{path}", body, token)[0]

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
    own, said = sign_in("alice", PEOPLE["alice"][0], "storage")
    wanted = {"application_credential": {"name": name, "secret": secret}}
    made, _ = call("POST", f"{KEYSTONE}/v3/users/{said['user']['id']}/application_credentials", wanted, own)
    return projects, made["application_credential"]["id"]


def furnish_cinder(projects):
    """Types, and room for tests; only an administrator may."""
    token, said = sign_in(*ROOT, "admin")

    def of(method, path, body=None):
        return call(method, f"{CINDER}/v3/{said['project']['id']}/{path}", body, token)[0]

    for name, specs in VOLUME_TYPES.items():
        of("POST", "types", {"volume_type": {"name": name, "extra_specs": specs}})
    of("POST", "group_types", {"group_type": {"name": GROUP_TYPE, "is_public": True}})
    of("PUT", f"os-quota-sets/{projects['storage']}", {"quota_set": ROOM})


def main():
    projects, credential = furnish_keystone()
    furnish_cinder(projects)
    print(json.dumps({"projects": projects, "credential": credential}))


main()
