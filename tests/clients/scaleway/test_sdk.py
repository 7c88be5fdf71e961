"""Scaleway's own SDK against our simulator over HTTP: Block v1, the volumes of Instance v1, and the projects.

Its `…_all` calls ask for pages until one is empty, so they end only where a simulator counts pages rightly.
"""

import os
import unittest

from scaleway import Client, ScalewayException
from scaleway.account.v3 import AccountV3ProjectAPI
from scaleway.block.v1 import BlockV1API, CreateVolumeRequestFromEmpty, CreateVolumeRequestFromSnapshot
from scaleway.instance.v1 import InstanceV1API
from scaleway.instance.v1.types import AttachServerVolumeRequestVolumeType, VolumeVolumeType

from simulator import calls, control, until, writes

URL = os.environ["SCALEWAY_OPEN_URL"]
PROJECT, ORGANIZATION = os.environ["SCW_DEFAULT_PROJECT_ID"], os.environ["SCW_DEFAULT_ORGANIZATION_ID"]
ZONE = "fr-par-1"
GB = 1_000_000_000


def client(key=os.environ["SCW_SECRET_KEY"]):
    return Client(
        access_key="SCWXXXXXXXXXXXXXXXXX", secret_key=key, api_url=URL,
        default_project_id=PROJECT, default_organization_id=ORGANIZATION, default_zone=ZONE, default_region="fr-par",
    )


class Case(unittest.TestCase):
    def setUp(self):
        control(URL, "reset")
        self.block, self.instance = BlockV1API(client()), InstanceV1API(client())

    def refused(self, status, call, **arguments):
        with self.assertRaises(ScalewayException) as caught:
            call(**arguments)
        self.assertEqual(caught.exception.status_code, status, str(caught.exception))
        return str(caught.exception)


class Block(Case):
    def settled(self, id, status="available"):
        found = until(lambda volume: volume.status == status, lambda: self.block.get_volume(volume_id=id))
        self.assertEqual(found.status, status)
        return found

    def made(self, name="made", gb=20, **more):
        volume = self.block.create_volume(name=name, perf_iops=5000, from_empty=CreateVolumeRequestFromEmpty(size=gb * GB), **more)
        self.assertEqual((volume.status, volume.size), ("creating", gb * GB))
        return self.settled(volume.id)

    def test_list_all_ends(self):
        everything = self.block.list_volumes_all(include_deleted=True, page_size=2)
        self.assertGreater(len(everything), 4)
        self.assertEqual(len({volume.id for volume in everything}), len(everything))
        page = self.block.list_volumes(include_deleted=True, page_size=2, page=2)
        self.assertEqual((page.total_count, [volume.id for volume in page.volumes]), (len(everything), [volume.id for volume in everything[2:4]]))
        self.assertEqual({volume.zone for volume in everything}, {ZONE})
        names = [volume.name for volume in self.block.list_volumes_all(include_deleted=False, order_by="name_asc")]
        self.assertEqual(names, sorted(names))
        tag = next(tag for volume in everything for tag in volume.tags)
        self.assertTrue(all(tag in volume.tags for volume in self.block.list_volumes_all(include_deleted=False, tags=[tag])))

    def test_types_and_their_limits(self):
        types = self.block.list_volume_types_all()
        self.assertLessEqual({"sbs_5k", "sbs_15k"}, {kind.type_ for kind in types})
        self.assertTrue(all(kind.specs and kind.specs.perf_iops for kind in types))

    def test_create_update_delete(self):
        volume = self.made("first", tags=["a"])
        self.assertEqual((volume.type_, volume.specs.perf_iops, volume.references, volume.tags), ("sbs_5k", 5000, [], ["a"]))
        changed = self.block.update_volume(volume_id=volume.id, name="second", size=30 * GB, perf_iops=15000, tags=["b"])
        self.assertEqual((changed.status, changed.size), ("updating", 20 * GB))
        self.refused(409, self.block.update_volume, volume_id=volume.id, size=40 * GB)
        volume = self.settled(volume.id)
        self.assertEqual((volume.name, volume.size, volume.specs.perf_iops, volume.tags), ("second", 30 * GB, 15000, ["b"]))
        self.refused(400, self.block.update_volume, volume_id=volume.id, size=10 * GB)
        self.block.delete_volume(volume_id=volume.id)
        self.assertIn("not_found", self.refused(404, self.block.get_volume, volume_id=volume.id))
        at = f"/block/v1/zones/{ZONE}/volumes"
        self.assertEqual(writes(URL), [("POST", at), *[("PATCH", f"{at}/{volume.id}")] * 3, ("DELETE", f"{at}/{volume.id}")])

    def test_snapshot_and_a_volume_of_it(self):
        volume = self.made("kept")
        made = self.block.create_snapshot(volume_id=volume.id, name="as it was", public=False)
        self.assertEqual(made.status, "creating")
        snapshot = until(lambda one: one.status == "available", lambda: self.block.get_snapshot(snapshot_id=made.id))
        self.assertEqual((snapshot.status, snapshot.size, snapshot.parent_volume.id), ("available", 20 * GB, volume.id))
        self.assertIn(made.id, [one.id for one in self.block.list_snapshots_all(include_deleted=False, page_size=1)])
        self.block.update_snapshot(snapshot_id=made.id, name="renamed")
        copy = self.block.create_volume(name="copy", perf_iops=15000, from_snapshot=CreateVolumeRequestFromSnapshot(snapshot_id=made.id, size=25 * GB))
        copy = self.settled(copy.id)
        self.assertEqual((copy.parent_snapshot_id, copy.size), (made.id, 25 * GB))
        self.block.delete_volume(volume_id=copy.id)
        until(lambda one: one.status == "available", lambda: self.block.get_snapshot(snapshot_id=made.id))
        self.block.delete_snapshot(snapshot_id=made.id)
        self.refused(404, self.block.get_snapshot, snapshot_id=made.id)

    def test_export_and_import(self):
        snapshot = next(one for one in self.block.list_snapshots_all(include_deleted=False) if one.status == "available")
        exporting = self.block.export_snapshot_to_object_storage(snapshot_id=snapshot.id, bucket="b", key="k.qcow")
        self.assertEqual(exporting.status, "exporting")
        imported = self.block.import_snapshot_from_object_storage(bucket="b", key="k.qcow", name="imported")
        self.assertIsNone(imported.parent_volume)

    def test_attach_and_detach_by_the_instance_api(self):
        volume = self.made("attached")
        server = next(one for one in self.instance.list_servers_all() if one.state == "running")
        kind = AttachServerVolumeRequestVolumeType.SBS_VOLUME
        answer = self.instance.attach_server_volume(server_id=server.id, volume_id=volume.id, volume_type=kind)
        self.assertIn(volume.id, [one.id for one in answer.server.volumes.values()])
        attached = self.settled(volume.id, "in_use")
        self.assertEqual(attached.references[0].product_resource_id, server.id)
        until(lambda one: one.references[0].status == "attached", lambda: self.block.get_volume(volume_id=volume.id))
        self.refused(412, self.block.delete_volume, volume_id=volume.id)
        self.instance.detach_server_volume(server_id=server.id, volume_id=volume.id)
        self.assertEqual(self.settled(volume.id).references, [])
        self.refused(400, self.instance.detach_server_volume, server_id=server.id, volume_id=volume.id)


class Instance(Case):
    def test_list_all_ends(self):
        for name in ("one", "two"):
            self.instance.create_volume(name=name, volume_type=VolumeVolumeType.L_SSD, size=10 * GB, project=PROJECT)
        volumes = self.instance.list_volumes_all(per_page=1)
        self.assertGreater(len(volumes), 1)
        self.assertEqual(len({volume.id for volume in volumes}), len(volumes))
        self.assertEqual(int(self.instance.list_volumes(per_page=1).total_count), len(volumes))
        named = self.instance.list_volumes_all(name=volumes[0].name[:4])
        self.assertIn(volumes[0].id, [volume.id for volume in named])

    def test_types_are_a_map(self):
        types = self.instance.list_volumes_types().volumes
        self.assertTrue(types["l_ssd"].capabilities.snapshot)
        self.assertGreater(types["l_ssd"].constraints.max, types["l_ssd"].constraints.min)

    def test_create_update_snapshot_delete(self):
        made = self.instance.create_volume(name="local", volume_type=VolumeVolumeType.L_SSD, size=10 * GB, project=PROJECT).volume
        self.assertEqual((made.size, made.server, made.export_uri), (10 * GB, None, None))
        renamed = self.instance.update_volume(volume_id=made.id, name="renamed", tags=["x"]).volume
        self.assertEqual((renamed.name, renamed.tags), ("renamed", ["x"]))
        answer = self.instance.create_snapshot(name="as it was", volume_id=made.id, project=PROJECT)
        self.assertTrue(answer.task.id)
        found = until(lambda one: one.state == "available", lambda: self.instance.get_snapshot(snapshot_id=answer.snapshot.id).snapshot, 60)
        self.assertEqual((found.state, found.base_volume.id), ("available", made.id))
        until(lambda one: one.state == "available", lambda: self.instance.get_volume(volume_id=made.id).volume, 60)
        self.instance.delete_snapshot(snapshot_id=found.id)
        self.instance.delete_volume(volume_id=made.id)
        self.refused(404, self.instance.get_volume, volume_id=made.id)

    def test_an_attached_volume_is_available_and_stays(self):
        used = next(volume for volume in self.instance.list_volumes_all() if volume.server)
        self.assertEqual(used.state, "available")
        self.assertIn(used.id, [one.id for one in self.instance.get_server(server_id=used.server.id).server.volumes.values()])
        self.refused(400, self.instance.delete_volume, volume_id=used.id)

    def test_neither_a_size_nor_a_snapshot_is_refused(self):
        self.refused(400, self.instance.create_volume, name="x", volume_type=VolumeVolumeType.L_SSD, project=PROJECT)


class Account(Case):
    def test_projects(self):
        projects = AccountV3ProjectAPI(client()).list_projects_all(organization_id=ORGANIZATION, page_size=1)
        self.assertIn(PROJECT, [project.id for project in projects])

    def test_keys(self):
        for name, status in (("SCW_SECRET_KEY_EXPIRED", 401), ("SCW_SECRET_KEY_INSTANCE", 403)):
            self.refused(status, BlockV1API(client(os.environ[name])).list_volumes, include_deleted=False)
        self.refused(401, BlockV1API(client("11111111-1111-1111-1111-111111111111")).list_volumes, include_deleted=False)
        reader = BlockV1API(client(os.environ["SCW_SECRET_KEY_READER"]))
        volume = reader.list_volumes(include_deleted=False).volumes[0]
        self.refused(403, reader.delete_volume, volume_id=volume.id)

    def test_zones(self):
        for zone in ("fr-par-2", "nl-ams-1", "pl-waw-1"):
            self.block.create_volume(zone=zone, name="here", perf_iops=5000, from_empty=CreateVolumeRequestFromEmpty(size=GB))
            self.assertEqual({volume.zone for volume in self.block.list_volumes_all(zone=zone, include_deleted=False)}, {zone})
        self.assertTrue(all(path.startswith("/block/v1/zones/") for _, path in calls(URL)))


if __name__ == "__main__":
    unittest.main()
