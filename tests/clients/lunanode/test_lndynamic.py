"""LunaNode's own client (as `certbot-dns-lunanode` carries it) against our simulator over HTTP.

It signs each call with HMAC-SHA512 and knows success by the body alone, so every call here proves that a simulator which knows
only the documents accepts what the vendor's code signs.
"""

import os
import unittest

from certbot_dns_lunanode.lunanode_helper import APIException, LNDynamic

from simulator import calls, control, until

URL = os.environ["LUNANODE_OPEN_URL"]
EARLY = os.environ.get("LUNANODE_2016_URL")


def client(key=os.environ["LUNANODE_KEY"], url=URL):
    made = LNDynamic(*key.split(":"))
    made.LNDYNAMIC_URL = url + "/api/{CATEGORY}/{ACTION}/"
    return made


class Case(unittest.TestCase):
    def setUp(self):
        control(URL, "reset")
        self.api = client()

    def volume(self, action, **parameters):
        return self.api.request("volume", action, parameters)

    def info(self, id):
        return self.volume("info", volume_id=id)["volume"]

    def settled(self, id, status="available"):
        found = until(lambda volume: volume["status"] == status, lambda: self.info(id))
        self.assertEqual(found["status"], status)
        return found

    def refused(self, words, action, **parameters):
        with self.assertRaisesRegex(APIException, f"API error: .*{words}"):
            self.volume(action, **parameters)

    def made(self, label="made", size="20", **more):
        answer = self.volume("create", region="toronto", label=label, size=size, **more)
        self.settled(answer["volume_id"])
        return answer["volume_id"]


class Reading(Case):
    def test_volumes_of_all_regions_and_of_one(self):
        everything = self.volume("list")["volumes"]
        self.assertGreater(len(everything), 5)
        for volume in everything:
            self.assertTrue(all(isinstance(value, str) for value in volume.values()), volume)
        here = self.volume("list", region="toronto")["volumes"]
        self.assertEqual([volume["id"] for volume in here], [volume["id"] for volume in everything if volume["region"] == "toronto"])
        self.refused("invalid region", "list", region="atlantis")

    def test_the_list_and_the_volume_itself_say_different_states(self):
        used = next(volume for volume in self.volume("list")["volumes"] if volume["status"] == "active" and self.info(volume["id"])["attached"])
        read = self.info(used["id"])
        self.assertEqual((read["name"], read["size"], read["status"]), (used["name"], used["size"], "in-use"))
        self.assertNotIn("region", read)

    def test_look_ups(self):
        self.assertIn("toronto", self.api.request("region", "list")["regions"])
        images = self.api.request("image", "list", {"region": "toronto"})["images"]
        self.assertEqual({image["region"] for image in images}, {"toronto"})
        details = self.api.request("image", "details", {"image_id": images[0]["image_id"]})["details"]
        self.assertEqual(details["name"], images[0]["name"])
        vms = self.api.request("vm", "list")["vms"]
        self.assertTrue(vms[0]["vm_id"])

    def test_the_trailing_slash_is_part_of_the_address(self):
        self.volume("list")
        self.assertEqual(calls(URL), [("POST", "/api/volume/list/")])


class Life(Case):
    def test_create_rename_extend_delete(self):
        id = self.made("first")
        self.volume("rename", volume_id=id, name="second")
        self.volume("extend", volume_id=id, size="30")
        read = until(lambda volume: volume["size"] == "30", lambda: self.info(id))
        self.assertEqual((read["name"], read["size"]), ("second", "30"))
        self.settled(id)
        self.refused("greater", "extend", volume_id=id, size="30")
        self.volume("delete", volume_id=id)
        self.assertTrue(until(lambda ids: id not in ids, lambda: [volume["id"] for volume in self.volume("list")["volumes"]]))
        self.refused("invalid volume", "info", volume_id=id)

    def test_attach_and_detach(self):
        id = self.made("attached")
        vm = next(vm for vm in self.api.request("vm", "list")["vms"] if vm["region"] == "toronto")
        self.volume("attach", volume_id=id, vm_id=vm["vm_id"], target="auto")
        self.assertEqual(self.settled(id, "in-use")["attached"], vm["vm_id"])
        self.refused("volume", "delete", volume_id=id)
        self.volume("detach", volume_id=id)
        self.assertEqual(self.settled(id)["attached"], "")

    def test_snapshot_a_volume_of_it_and_an_image_elsewhere(self):
        id = self.made("with a snapshot, é and /")
        snapshot = self.volume("snapshot-create", volume_id=id, label="kept")["snapshot_id"]

        def listed():
            found = [one for one in self.volume("snapshot-list", region="toronto")["snapshots"] if one["id"] == snapshot]
            return found[0] if found else None

        kept = until(lambda one: one and one["status"] == "available", listed)
        self.assertEqual((kept["name"], kept["volume"]["id"], kept["size"]), ("kept", id, "20"))
        copy = self.made("copy", size="25", snapshot_id=snapshot)
        self.assertEqual(self.info(copy)["size"], "25")
        image = self.volume("snapshot-replicate", region="toronto", snapshot_id=snapshot, image_name="moved", dst_region="montreal")["image_id"]
        self.assertEqual(self.api.request("image", "details", {"image_id": image})["details"]["region"], "montreal")
        self.refused("volume", "delete", volume_id=id)
        self.volume("snapshot-delete", region="toronto", snapshot_id=snapshot)
        self.assertIsNone(until(lambda one: one is None, listed))

    def test_what_is_missing_or_wrong_is_said(self):
        self.refused("", "create", region="toronto", label="x")
        self.refused("invalid region", "create", region="atlantis", label="x", size="1")
        self.refused("invalid image", "create", region="toronto", label="x", size="1", image="0")
        self.refused("invalid volume", "delete", volume_id="0")

    @unittest.skipUnless(EARLY, "no simulator of the servers of 2016")
    def test_the_early_servers_want_a_region_and_tell_no_id(self):
        self.api = client(url=EARLY)
        self.refused("region not set", "list")
        self.assertNotIn("volume_id", self.volume("create", region="toronto", label="unnamed", size="1"))
        self.assertIn("unnamed", [volume["name"] for volume in self.volume("list", region="toronto")["volumes"]])


class Credentials(Case):
    def test_a_wrong_key_is_refused_with_status_200(self):
        id, key = os.environ["LUNANODE_KEY"].split(":")
        for wrong in (f"{id}:{key[:-1]}{'0' if key[-1] != '0' else '1'}", f"{id}:{'0' * 128}", f"NOSUCHAPIID00000:{key}"):
            self.api = client(wrong)
            self.refused("authentication failure", "list")

    def test_a_key_for_reading_reads(self):
        self.api = client(os.environ["LUNANODE_KEY_READER"])
        self.assertTrue(self.volume("list")["volumes"])
        self.refused("", "create", region="toronto", label="x", size="1")


if __name__ == "__main__":
    unittest.main()
