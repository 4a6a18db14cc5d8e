"""The end of a load test: runs it over its scene and says in the manner of run.py whether it held."""


def of(name, scene, run):
    """The exit code; run(scene) gives a list of faults, each a line for people."""
    try:
        faults = run(scene)
    finally:
        scene.close()
    for fault in faults:
        print("%s: %s" % (name, fault))
    print("%s: %d passed, %d failed" % (name, not faults, bool(faults)))
    return 1 if faults else 0
