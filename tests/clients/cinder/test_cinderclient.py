"""OpenStack's own client of Cinder against our simulator over HTTP: signing in, volumes, snapshots, groups, transfers."""

import os
import time
import unittest

from cinderclient import api_versions, client, exceptions
from keystoneauth1 import exceptions as signing
from keystoneauth1 import session
from keystoneauth1.identity import v3

from simulator import calls, control, until, writes

URL, OLDER, BRIEF, NOAUTH = (os.environ[f"CINDER_{word}_URL"] for word in ("OPEN", "344", "BRIEF", "NOAUTH"))
PASSWORDS = {
    "alice": os.environ["CINDER_PASSWORD"], "rita": os.environ["CINDER_PASSWORD_READER"], "root": os.environ["CINDER_PASSWORD_ADMIN"],
}


def signed_in(user="alice", project="storage", url=URL):
    return session.Session(auth=v3.Password(
        auth_url=f"{url}/identity/v3", username=user, password=PASSWORDS[user], user_domain_name="Default",
        project_name=project, project_domain_name="Default",
    ))


def connect(version="3.71", region="RegionOne", **more):
    return client.Client(version, session=signed_in(**more), region_name=region, service_type="block-storage")


def reached(manager, id, status="available"):
    found = until(lambda one: one.status == status, lambda: manager.get(id))
    assert found.status == status, (id, found.status)
    return found


def gone(manager, id):
    def there():
        try:
            return manager.get(id)
        except exceptions.NotFound:
            return None
    assert until(lambda one: one is None, there) is None, id


class Case(unittest.TestCase):
    def setUp(self):
        control(URL, "reset")
        self.cinder = connect()

    def made(self, size=1, name="made", **more):
        volume = self.cinder.volumes.create(size, name=name, **more)
        self.assertEqual(volume.status, "creating")
        return reached(self.cinder.volumes, volume.id)


class Signing(Case):
    def test_application_credential(self):
        own = session.Session(auth=v3.ApplicationCredential(
            auth_url=f"{URL}/identity/v3", application_credential_id=os.environ["CINDER_APP_CREDENTIAL"],
            application_credential_secret=os.environ["CINDER_APP_SECRET"],
        ))
        cinder = client.Client("3.71", session=own, region_name="RegionOne")
        self.assertEqual(own.get_project_id(), os.environ["CINDER_PROJECT"])
        self.assertGreater(len(cinder.volumes.list()), 20)

    def test_wrong_password(self):
        wrong = v3.Password(auth_url=f"{URL}/identity/v3", username="alice", password="wrong", user_domain_name="Default")
        with self.assertRaises(signing.Unauthorized):
            session.Session(auth=wrong).get_token()

    def test_a_new_token_when_the_old_one_ends(self):
        control(BRIEF, "reset")
        own = signed_in(url=BRIEF)
        # Otherwise it renews by itself what has less than two minutes left.
        own.auth.MIN_TOKEN_LIFE_SECONDS = 0
        cinder = client.Client("3.71", session=own, region_name="RegionOne")
        cinder.volumes.list(limit=1)
        time.sleep(4)
        cinder.volumes.list(limit=1)
        self.assertEqual([path for method, path in writes(BRIEF)], ["/identity/v3/auth/tokens"] * 2)

    def test_versions(self):
        self.assertEqual(client.get_server_version(f"{URL}/volume/"), tuple(map(api_versions.APIVersion, ("3.0", "3.71"))))
        self.assertEqual(client.get_highest_client_server_version(f"{OLDER}/volume/"), "3.44")
        with self.assertRaises(exceptions.NotAcceptable):
            connect("3.71", url=OLDER).volumes.list()

    def test_the_other_region(self):
        self.assertEqual({volume.name for volume in connect(region="RegionTwo").volumes.list()}, {"dr-pg-main", "dr-mail-spool", "dr-rehearsal"})

    def test_a_reader_only_reads(self):
        reader = connect(user="rita")
        self.assertGreater(len(reader.volumes.list()), 20)
        with self.assertRaises(exceptions.Forbidden) as caught:
            reader.volumes.create(1)
        self.assertIn("Policy doesn't allow volume:create", str(caught.exception))


class Volumes(Case):
    def test_pages(self):
        everything = self.cinder.volumes.list(sort="name:asc")
        paged = self.cinder.volumes.list(limit=len(everything), sort="name:asc")
        self.assertEqual([volume.id for volume in paged], [volume.id for volume in everything])
        after = self.cinder.volumes.list(marker=everything[4].id, limit=3, sort="name:asc")
        self.assertEqual([volume.id for volume in after], [volume.id for volume in everything[5:8]])
        named = self.cinder.volumes.list(search_opts={"status": "error"})
        self.assertEqual({volume.status for volume in named}, {"error"})

    def test_create_extend_rename_delete(self):
        volume = self.made(2, "first é", metadata={"a": "b"}, volume_type="__DEFAULT__")
        self.assertEqual((volume.name, volume.size, volume.metadata), ("first é", 2, {"a": "b"}))
        self.cinder.volumes.extend(volume, 4)
        self.assertEqual(reached(self.cinder.volumes, volume.id).size, 4)
        with self.assertRaises(exceptions.BadRequest):
            self.cinder.volumes.extend(volume, 3)
        self.cinder.volumes.update(volume, name="second", description="d")
        self.cinder.volumes.set_metadata(volume, {"c": "d"})
        self.cinder.volumes.delete_metadata(volume, ["a"])
        volume = self.cinder.volumes.get(volume.id)
        self.assertEqual((volume.name, volume.metadata), ("second", {"c": "d"}))
        self.cinder.volumes.delete(volume)
        gone(self.cinder.volumes, volume.id)
        # The catalogue's address of `block-storage` is without the project, and that is enough.
        self.assertEqual(calls(URL).count(("DELETE", f"/volume/v3/volumes/{volume.id}")), 1)

    def test_snapshot_clone_revert(self):
        volume = self.made(1)
        snapshot = self.cinder.volume_snapshots.create(volume.id, name="s")
        snapshot = reached(self.cinder.volume_snapshots, snapshot.id)
        self.assertEqual((snapshot.size, snapshot.volume_id), (1, volume.id))
        with self.assertRaises(exceptions.BadRequest):
            self.cinder.volumes.delete(volume)
        restored = self.made(2, "restored", snapshot_id=snapshot.id)
        clone = self.made(1, "clone", source_volid=volume.id)
        self.assertEqual((restored.snapshot_id, clone.source_volid), (snapshot.id, volume.id))
        self.cinder.volumes.revert_to_snapshot(volume, snapshot)
        reached(self.cinder.volumes, volume.id)
        self.cinder.volumes.delete(volume, cascade=True)
        gone(self.cinder.volume_snapshots, snapshot.id)

    def test_attachment(self):
        volume = self.made()
        server = "0b57ac1e-5ca1-4e0a-8000-0000de300001"
        made = self.cinder.attachments.create(volume.id, None, server, mode="rw")
        self.assertEqual(self.cinder.volumes.get(volume.id).status, "reserved")
        self.cinder.attachments.update(made["id"], {"host": "h1", "mountpoint": "/dev/vdb"})
        self.cinder.attachments.complete(made["id"])
        attached = reached(self.cinder.volumes, volume.id, "in-use")
        self.assertEqual(attached.attachments[0]["server_id"], server)
        self.cinder.attachments.delete(made["id"])
        reached(self.cinder.volumes, volume.id)

    def test_transfer(self):
        volume = self.made()
        offer = self.cinder.transfers.create(volume.id, "gift")
        self.assertEqual(self.cinder.volumes.get(volume.id).status, "awaiting-transfer")
        there = connect(project="analytics")
        with self.assertRaises(exceptions.OverLimit):
            there.transfers.accept(offer.id, offer.auth_key)
        scratch = next(one for one in there.volumes.list() if one.name == "scratch")
        there.volumes.delete(scratch)
        gone(there.volumes, scratch.id)
        there.transfers.accept(offer.id, offer.auth_key)
        self.assertEqual(there.volumes.get(volume.id).status, "available")
        with self.assertRaises(exceptions.NotFound):
            self.cinder.volumes.get(volume.id)

    def test_quota(self):
        small = connect(project="analytics")
        with self.assertRaises(exceptions.OverLimit) as caught:
            small.volumes.create(1)
        self.assertIn("VolumeLimitExceeded", str(caught.exception))
        usage = small.quotas.get(small.client.session.get_project_id(), usage=True)
        self.assertEqual((usage.volumes["in_use"], usage.volumes["limit"]), (10, 10))

    def test_what_fails_later_says_why(self):
        volume = self.cinder.volumes.create(1, volume_type="legacy-san")
        reached(self.cinder.volumes, volume.id, "error")
        messages = [message for message in self.cinder.messages.list() if message.resource_uuid == volume.id]
        self.assertIn("Could not find any available weighted backend", messages[0].user_message)


class Groups(Case):
    def test_a_group_of_two_and_its_copy(self):
        kind = next(kind for kind in self.cinder.group_types.list() if kind.name == "loose")
        default = self.cinder.volume_types.default()
        group = self.cinder.groups.create(kind.id, default.id, name="pair")
        reached(self.cinder.groups, group.id)
        one = self.made(1, "one", group_id=group.id, volume_type=default.id)
        two = self.made(1, "two")
        self.cinder.groups.update(group.id, add_volumes=two.id)
        reached(self.cinder.groups, group.id)
        self.assertEqual(set(self.cinder.groups.get(group.id, list_volume=True).volumes), {one.id, two.id})

        taken = self.cinder.group_snapshots.create(group.id, name="both")
        reached(self.cinder.group_snapshots, taken.id)
        parts = [part for part in self.cinder.volume_snapshots.list() if part.group_snapshot_id == taken.id]
        self.assertEqual({part.volume_id for part in parts}, {one.id, two.id})
        copy = self.cinder.groups.create_from_src(taken.id, None, name="copy")
        reached(self.cinder.groups, copy["id"])
        self.assertEqual(len(self.cinder.groups.get(copy["id"], list_volume=True).volumes), 2)

        with self.assertRaises(exceptions.BadRequest):
            self.cinder.groups.delete(group.id, delete_volumes=True)
        self.cinder.group_snapshots.delete(taken.id)
        gone(self.cinder.group_snapshots, taken.id)
        self.cinder.groups.delete(group.id, delete_volumes=True)
        gone(self.cinder.groups, group.id)
        gone(self.cinder.volumes, one.id)


class Administrators(Case):
    def test_services_pools_and_states(self):
        root = connect(user="root")
        self.assertIn("down", {service.state for service in root.services.list()})
        self.assertGreater(len(root.pools.list(detailed=True)), 1)
        volume = self.made()
        root.volumes.reset_state(volume.id, "error")
        self.assertEqual(self.cinder.volumes.get(volume.id).status, "error")
        root.volumes.force_delete(volume.id)
        gone(self.cinder.volumes, volume.id)
        with self.assertRaises(exceptions.Forbidden):
            self.cinder.services.list()


if __name__ == "__main__":
    unittest.main()
