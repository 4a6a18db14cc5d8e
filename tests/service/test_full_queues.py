"""Peers that go away while libzmq's queue for them is full.

libzmq 4.3 aborts the process when one of its own heartbeats is due on such a connection (zeromq/libzmq issues 4364, 4767): the
service must not use them, and finds dead peers by TCP's keepalive and by the silence of their protocol.
"""
import time
import unittest

import zmq

from harness import STORY, Producer, ServiceTest, Socket

HEARTBEAT_S = 10  # of a heartbeat as libraries set it
ARTICLES = 60


class FullQueueTest(ServiceTest):
    options = {"store.bytes": "24MiB", "store.journal_bytes": "4MiB", "pipeline.delay_us": "10000000"}

    def stop_reading(self):
        """More by intake than the journal has room for: the service stops reading until there is some."""
        intake = Socket(self.service, zmq.PUSH, self.service.intake)
        body = STORY + " The ferry had left at noon." * 20000
        for n in range(12):
            intake.send({"id": "intake-%d" % n, "body": body})
        name = "dateline_reading"
        while self.service.counters(name)[name]:
            pass

    def test_producers_that_leave_while_nothing_is_read(self):
        producers = [Producer(self.service) for _ in range(4)]
        self.stop_reading()
        for p in producers:
            for n in range(ARTICLES):
                p.send(b"ARTICLE", b"m%d" % n, {}, {"id": "a%d" % n, "body": STORY * 100})
        time.sleep(1)  # as far as they go: there is nothing to wait for
        for p in producers:
            p.close()
        time.sleep(HEARTBEAT_S + 1)
        self.assertIsNone(self.service.process.poll(), self.service.lines[-3:])
        self.service.kill()  # its workers sleep for longer than a test should


if __name__ == "__main__":
    unittest.main()
