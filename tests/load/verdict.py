"""The frame of a load test: its flags, its scene, and whether it held, said in the manner of run.py."""
import argparse


def of(name, doc, scene_of, run, **flags):
    """The exit code. `flags` are named with their defaults; run(scene_of(flags)) gives a list of faults, each a line for people."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag, default in flags.items():
        parser.add_argument("--" + flag, type=type(default), default=default)
    scene = scene_of(parser.parse_args())
    try:
        faults = run(scene)
        if scene.service.stop() != 0:
            faults.append("the service did not leave in order")
    finally:
        scene.close()
    for fault in faults:
        print("%s: %s" % (name, fault))
    print("%s: %d passed, %d failed" % (name, not faults, bool(faults)))
    return 1 if faults else 0
