"""nomadpy, a client of Nomad written by others, against our simulator over HTTP.

`cargo xtask test --only clients` starts the simulators and runs this file. Whatever the two disagree on, one of
them has read the vendor's documents wrongly.
"""

import os
import threading
import time
import unittest
from datetime import timedelta

from nomadpy.api import Client, Config, QueryOptions, WriteOptions
from nomadpy.csi import CSIMountOptions, CSISnapshot, CSIVolume, CSIVolumeCapability
from nomadpy.error_unexpected_response import UnexpectedResponseError
from nomadpy.host_volumes import HostVolume, HostVolumeCapability
from simulator import control, until, writes

OPEN = os.environ["NOMAD_OPEN_URL"]
GUARDED = os.environ["NOMAD_ACL_URL"]
GIB = 1 << 30
SINGLE_WRITER = CSIVolumeCapability(access_mode="single-node-writer", attachment_mode="file-system")


class Case(unittest.TestCase):
    """Each test begins with a fresh simulator."""

    def setUp(self):
        control(OPEN, "reset")
        self.nomad = Client(Config(address=OPEN, namespace="data"))

    def refused(self, status, words):
        case = self

        class Refused:
            def __enter__(self):
                return self

            def __exit__(self, kind, error, trace):
                case.assertIsInstance(error, UnexpectedResponseError, "the call was not refused")
                case.assertEqual((error.status_code, words in error.body), (status, True), f"{error.status_code} {error.body}")
                return True

        return Refused()


class CsiVolumes(Case):
    def test_list_and_read(self):
        stubs, meta = self.nomad.csi_volumes.list()
        self.assertIn("postgres-primary", [stub.id for stub in stubs])
        self.assertTrue(all(stub.namespace == "data" for stub in stubs))
        self.assertGreater(meta.last_index, 0)
        self.assertTrue(meta.known_leader)
        volume, _ = self.nomad.csi_volumes.info("postgres-primary")
        self.assertEqual((volume.id, volume.plugin_id, volume.capacity), ("postgres-primary", "ceph-rbd", 800 * GIB))
        self.assertEqual(len(volume.write_allocs), 1)
        self.assertIn(volume.allocations[0].id, volume.write_allocs)
        self.assertIsNone(volume.secrets)

    def test_list_all_namespaces_in_pages(self):
        seen, token = [], ""
        while True:
            page, meta = self.nomad.csi_volumes.list(QueryOptions(namespace="*", prefix="p", per_page=2, next_token=token))
            self.assertLessEqual(len(page), 2)
            seen += [(stub.namespace, stub.id) for stub in page]
            token = meta.next_token
            if not token:
                break
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLess({("default", "prometheus"), ("data", "postgres-primary"), ("edge", "pos-berlin")}, set(seen))

    def test_list_with_a_filter(self):
        stubs, _ = self.nomad.csi_volumes.list(QueryOptions(filter='PluginID == "aws-ebs0"'))
        self.assertEqual({stub.plugin_id for stub in stubs}, {"aws-ebs0"})
        with self.refused(400, "failed to"):
            self.nomad.csi_volumes.list(QueryOptions(filter="PluginID =="))

    def test_register_read_deregister(self):
        volume = CSIVolume(
            id="imported", name="imported", external_id="csi-vol-1f4e8d9b7a3c5520", plugin_id="ceph-rbd", namespace="data",
            requested_capabilities=[SINGLE_WRITER], mount_options=CSIMountOptions(fs_type="ext4", mount_flags=["noatime"]),
            secrets={"userID": "admin"}, parameters={"pool": "rbd"},
        )
        self.nomad.csi_volumes.register(volume)
        read, _ = self.nomad.csi_volumes.info("imported")
        self.assertEqual((read.external_id, read.parameters), ("csi-vol-1f4e8d9b7a3c5520", {"pool": "rbd"}))
        self.assertEqual(read.mount_options.mount_flags, ["[REDACTED]"])
        self.assertIsNone(read.secrets)
        self.nomad.csi_volumes.deregister("imported")
        with self.refused(404, "volume not found"):
            self.nomad.csi_volumes.info("imported")
        self.assertEqual(writes(OPEN), [("PUT", "/v1/volume/csi/imported"), ("DELETE", "/v1/volume/csi/imported")])

    def test_a_volume_in_use_stays(self):
        with self.refused(500, "volume in use"):
            self.nomad.csi_volumes.deregister("postgres-primary")
        with self.refused(500, "volume in use"):
            self.nomad.csi_volumes.deregister("postgres-primary", force=True)

    def test_create_expand_delete(self):
        volume = CSIVolume(
            id="fresh", name="fresh", plugin_id="ceph-rbd", namespace="data", requested_capabilities=[SINGLE_WRITER],
            requested_capacity_min=10 * GIB, requested_capacity_max=20 * GIB,
        )
        answer, _ = self.nomad.csi_volumes.create(volume)
        self.assertEqual(answer.volumes[0].id, "fresh")
        self.assertGreaterEqual(answer.volumes[0].capacity, 10 * GIB)
        volume.requested_capacity_min, volume.requested_capacity_max = 30 * GIB, 40 * GIB
        self.nomad.csi_volumes.create(volume)
        read, _ = self.nomad.csi_volumes.info("fresh")
        self.assertGreaterEqual(read.capacity, 30 * GIB)
        self.nomad.csi_volumes.delete("fresh")
        with self.refused(404, "volume not found"):
            self.nomad.csi_volumes.info("fresh")

    def test_create_is_checked(self):
        with self.refused(500, "must include at least one capability block"):
            self.nomad.csi_volumes.create(CSIVolume(id="bare", name="bare", plugin_id="ceph-rbd", namespace="data"))
        with self.refused(500, "no CSI plugin named"):
            self.nomad.csi_volumes.create(CSIVolume(id="x", name="x", plugin_id="none", namespace="data", requested_capabilities=[SINGLE_WRITER]))

    def test_detach_needs_a_node_and_finds_no_allocation(self):
        volume, _ = self.nomad.csi_volumes.info("minio-1")
        with self.refused(500, "Unknown allocation"):
            self.nomad.csi_volumes.detach("minio-1", volume.allocations[0].node_id)
        with self.refused(400, "detach requires node ID"):
            self.nomad.csi_volumes.detach("minio-1", "")

    def test_snapshots(self):
        answer, _ = self.nomad.csi_volumes.create_snapshot(CSISnapshot(source_volume_id="redis-cache", plugin_id="aws-ebs0", name="before"))
        made = answer.snapshots[0]
        self.assertGreater(made.create_time, 1_500_000_000)
        listed, _ = self.nomad.csi_volumes.list_snapshots("aws-ebs0")
        self.assertIn(made.id, [snapshot.id for snapshot in listed.snapshots])
        self.nomad.csi_volumes.delete_snapshot(CSISnapshot(id=made.id, plugin_id="aws-ebs0"))
        listed, _ = self.nomad.csi_volumes.list_snapshots("aws-ebs0")
        self.assertNotIn(made.id, [snapshot.id for snapshot in listed.snapshots])

    def test_volumes_that_nomad_does_not_know(self):
        answer, _ = self.nomad.csi_volumes.list_external("ceph-rbd")
        self.assertIn("csi-vol-1f4e8d9b7a3c5520", [volume.external_id for volume in answer.volumes])

    def test_a_blocking_query_returns_when_something_changes(self):
        _, meta = self.nomad.csi_volumes.list()
        answers = []

        def watch():
            answers.append(self.nomad.csi_volumes.list(QueryOptions(wait_index=meta.last_index, wait_time=timedelta(seconds=20))))

        watcher = threading.Thread(target=watch)
        started = time.monotonic()
        watcher.start()
        time.sleep(0.5)
        self.assertEqual(answers, [], "nothing has changed yet")
        Client(Config(address=OPEN)).csi_volumes.deregister("redis-cache", w=WriteOptions(namespace="data"))
        watcher.join(timeout=15)
        self.assertEqual(len(answers), 1)
        self.assertLess(time.monotonic() - started, 10)
        stubs, after = answers[0]
        self.assertGreater(after.last_index, meta.last_index)
        self.assertNotIn("redis-cache", [stub.id for stub in stubs])

    def test_plugins(self):
        stubs, _ = self.nomad.csi_plugins.list()
        self.assertIn("ceph-rbd", [stub.id for stub in stubs])
        plugin, _ = self.nomad.csi_plugins.info("ceph-rbd")
        self.assertEqual((plugin.controllers_healthy, plugin.nodes_healthy), (3, 6))
        info = next(iter(plugin.controllers.values()))
        self.assertTrue(info.healthy)
        self.assertTrue(info.controller_info.supports_create_delete)


class HostVolumes(Case):
    CAPABILITY = HostVolumeCapability(access_mode="single-node-writer", attachment_mode="file-system")

    def test_create_becomes_ready_and_is_deleted(self):
        wanted = HostVolume(
            name="scratch", plugin_id="mkdir", namespace="data", requested_capabilities=[self.CAPABILITY],
            requested_capacity_min_bytes=GIB, requested_capacity_max_bytes=2 * GIB,
        )
        answer, _ = self.nomad.host_volumes.create(wanted)
        made = answer.volume
        self.assertTrue(made.id and made.node_id)
        self.assertIn(made.state, ("pending", "ready"))
        read = until(lambda volume: volume.state != "pending", lambda: self.nomad.host_volumes.get(made.id)[0])
        self.assertEqual((read.state, read.name), ("ready", "scratch"))
        listed, _ = self.nomad.host_volumes.list(node_id=made.node_id)
        self.assertIn(made.id, [stub.id for stub in listed])
        self.nomad.host_volumes.delete(made.id)
        with self.refused(404, "volume not found"):
            self.nomad.host_volumes.get(made.id)

    def test_register_needs_a_node_and_a_path(self):
        wanted = HostVolume(name="found", plugin_id="mkdir", namespace="data", requested_capabilities=[self.CAPABILITY])
        with self.refused(500, "node ID is required"):
            self.nomad.host_volumes.register(wanted)
        nodes, _ = self.nomad.nodes.list()
        wanted.node_id = next(node.id for node in nodes if node.name == "fra1-store-01")
        with self.refused(500, "host path is required"):
            self.nomad.host_volumes.register(wanted)
        wanted.host_path = "/srv/found"
        answer, _ = self.nomad.host_volumes.register(wanted)
        read, _ = self.nomad.host_volumes.get(answer.volume.id)
        self.assertEqual((read.host_path, read.node_id), ("/srv/found", wanted.node_id))

    def test_a_volume_in_use_stays(self):
        listed, _ = self.nomad.host_volumes.list()
        used = next(stub for stub in listed if stub.name == "cassandra-1")
        with self.refused(500, "in use by allocations"):
            self.nomad.host_volumes.delete(used.id)


class Tokens(unittest.TestCase):
    def client(self, name):
        return Client(Config(address=GUARDED, secret_id=os.environ[name] if name else "", namespace="data"))

    def status(self, call, *arguments, **named):
        try:
            call(*arguments, **named)
        except UnexpectedResponseError as error:
            return error.status_code, error.body
        return 200, ""

    def test_rights(self):
        denied = (403, "Permission denied")
        table = [
            # token, may list in `data`, may deregister there
            ("NOMAD_TOKEN_MANAGEMENT", (200, ""), (200, "")),
            ("NOMAD_TOKEN_OPERATOR", (200, ""), (200, "")),
            ("NOMAD_TOKEN_READER", denied, denied),
            ("NOMAD_TOKEN_EXPIRED", denied, denied),
            (None, denied, denied),
        ]
        for token, listing, writing in table:
            with self.subTest(token=token):
                control(GUARDED, "reset")
                nomad = self.client(token)
                self.assertEqual(self.status(nomad.csi_volumes.list), listing)
                self.assertEqual(self.status(nomad.csi_volumes.deregister, "redis-cache"), writing)

    def test_a_reader_reads_its_own_namespace(self):
        nomad = self.client("NOMAD_TOKEN_READER")
        volume, _ = nomad.csi_volumes.info("grafana", QueryOptions(namespace="default"))
        self.assertEqual(volume.id, "grafana")

    def test_who_am_i(self):
        token, _ = self.client("NOMAD_TOKEN_OPERATOR").acl_tokens.self()
        self.assertEqual((token.type, token.policies), ("client", ["storage-operator"]))


if __name__ == "__main__":
    unittest.main()
