# Dateline: one entry for every task. `make help` lists them.
#
# Each folder of service/ becomes an archive; a test links its folder and what that folder may include, so the arrows of the
# house (tests/lint/arrows.py) hold at link time too. Objects live in build/<flavour>/.

FLAVOUR ?= release
B := build/$(FLAVOUR)
CC := $(if $(filter fuzz,$(FLAVOUR)),clang,$(if $(filter default,$(origin CC)),gcc,$(CC)))
AR ?= ar
PYTHON ?= /usr/bin/python3
VERSION := $(shell cat service/VERSION)

# ---- the house: folders, whom each may include, which libraries each needs ----

FOLDERS := base text model article pipeline wire path runtime config forms ingest store publish query http
DEPS_base     :=
DEPS_text     := base
DEPS_model    := text base
DEPS_article  := base
DEPS_pipeline := article model text base
DEPS_wire     := article base
DEPS_path     := base
DEPS_runtime  := base
DEPS_config   := base
DEPS_forms    := wire article text base
DEPS_ingest   := wire article path runtime text base
DEPS_store    := wire article path runtime base
DEPS_publish  := wire article path runtime base
DEPS_query    := store wire article path runtime base
DEPS_http     := forms wire article text path runtime base
LIBS := -luv -lzmq -lmsgpackc -llmdb -lmicrohttpd -lsodium -lgumbo -lutf8proc -lexttextcat-2.0 -ljansson -linih -lm -lpthread

# ---- flags ----

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes
CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIC
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_tsan := -O1 -g -fsanitize=thread -fPIE
CFLAGS_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_asan := -fsanitize=address,undefined
LDFLAGS_tsan := -fsanitize=thread -pie
LDFLAGS_fuzz := -fsanitize=address,undefined
CFLAGS += -std=c11 $(WARN) $(if $(WERROR),-Werror) -ffp-contract=off $(CFLAGS_$(FLAVOUR)) -MMD -MP \
	-Iservice -Iclients/c -DDATELINE_VERSION='"$(VERSION)"' $(shell test -d /usr/include/libexttextcat && echo -I/usr/include/libexttextcat)
LDFLAGS += $(LDFLAGS_$(FLAVOUR)) -Wl,--as-needed

# Kernels are chosen at start, so each is compiled for its own instruction set whatever the rest is compiled for.
$(B)/obj/service/model/kernels_%.o: CFLAGS += -O2
$(B)/obj/service/model/kernels_avx2.o: CFLAGS += $(if $(findstring x86_64,$(MACHINE)),-mavx2)
$(B)/obj/service/model/kernels_vnni.o: CFLAGS += $(if $(findstring x86_64,$(MACHINE)),-mavx512f -mavx512bw -mavx512vl -mavx512dq -mavx512vnni)
$(B)/obj/service/model/kernels_neon.o: CFLAGS += $(if $(findstring aarch64,$(MACHINE)),-march=armv8.2-a+dotprod)
MACHINE := $(shell $(CC) -dumpmachine)

archive = $(B)/lib/$(1).a
objects = $(patsubst %.c,$(B)/obj/%.o,$(wildcard service/$(1)/*.c))
# The archives of folders $(1) and of all that they may include, as a link group.
group = -Wl,--start-group $(foreach f,$(sort $(1) $(foreach d,$(1),$(DEPS_$(d)))),$(call archive,$(f))) -Wl,--end-group
archives = $(foreach f,$(sort $(1) $(foreach d,$(1),$(DEPS_$(d)))),$(call archive,$(f)))

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:

## build datelined, dateline and the C client library
all: setup-build $(B)/datelined $(B)/dateline $(B)/libdateline.a $(B)/libdateline.so
	@ln -sfn $(FLAVOUR)/datelined build/datelined && ln -sfn $(FLAVOUR)/dateline build/dateline

## list the targets
help:
	@awk '/^## /{d=substr($$0,4);next} /^[a-z][a-z-]*:/{if(d!=""){split($$1,t,":");printf "  %-14s %s\n",t[1],d}} {d=""}' Makefile

# ---- Debian packages ----

PACKAGES_BUILD := gcc libc6-dev pkg-config libuv1-dev libzmq3-dev libmsgpack-dev liblmdb-dev libmicrohttpd-dev libsodium-dev \
	libgumbo-dev libutf8proc-dev libexttextcat-dev libexttextcat-data libjansson-dev libinih-dev uthash-dev
PACKAGES_TEST := $(PACKAGES_BUILD) libcmocka-dev python3 python3-zmq python3-msgpack python3-jsonschema
PACKAGES_LINT := $(PACKAGES_TEST) clang-format clang-tidy

# Installs what is missing of the packages $(1), or says what is missing where there is no apt-get.
define setup
	@command -v dpkg-query >/dev/null || { for t in gcc pkg-config; do command -v $$t >/dev/null || \
		{ echo "make: this is not Debian and $$t is missing; needed are: $(1)"; exit 1; }; done; exit 0; }; \
	missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	[ -z "$$missing" ] && exit 0; \
	sudo=; [ $$(id -u) -eq 0 ] || sudo=sudo; \
	echo "installing" $$missing; \
	$$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null \
		|| { echo "make: please install:" $$missing; exit 1; }
endef

setup-build:
	$(call setup,$(PACKAGES_BUILD))
setup-test:
	$(call setup,$(PACKAGES_TEST))
setup-lint:
	$(call setup,$(PACKAGES_LINT))

# ---- objects, archives, programs ----

$(B)/obj/%.o: %.c | setup-build
	@mkdir -p $(@D)
	@echo "  cc  $<"
	@$(CC) $(CFLAGS) -c $< -o $@

define folder_rule
$(B)/lib/$(1).a: $(call objects,$(1))
	@mkdir -p $$(@D) && rm -f $$@
	@$(AR) rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call folder_rule,$(f))))

CLIENT_SOURCES := $(filter-out clients/c/example.c,$(wildcard clients/c/*.c))
CLIENT_C := $(patsubst %.c,$(B)/obj/%.o,$(CLIENT_SOURCES))
CLIENT_PIC := $(patsubst %.c,$(B)/pic/%.o,$(CLIENT_SOURCES) $(foreach f,wire article base,$(wildcard service/$(f)/*.c)))
CLI := $(patsubst %.c,$(B)/obj/%.o,$(wildcard clients/cli/*.c))
CLI_FOLDERS := pipeline forms wire ingest config

SERVICE := $(patsubst %.c,$(B)/obj/%.o,$(wildcard service/*.c))
$(B)/datelined: $(SERVICE) $(call archives,$(FOLDERS))
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $(SERVICE) $(call group,$(FOLDERS)) $(LIBS)

$(B)/libdateline.a: $(CLIENT_C) $(call archives,wire)
	@rm -f $@
	@$(AR) rcs $@ $(CLIENT_C) $(foreach f,wire article base,$(call objects,$(f)))

$(B)/pic/%.o: %.c | setup-build
	@mkdir -p $(@D)
	@$(CC) $(filter-out -fPIE,$(CFLAGS)) -fPIC -c $< -o $@

$(B)/libdateline.so: $(CLIENT_PIC) clients/c/libdateline.map
	@echo "  ld  $@"
	@$(CC) $(filter-out -pie,$(LDFLAGS)) -shared -Wl,-soname,libdateline.so.0 -Wl,--version-script=clients/c/libdateline.map \
		-o $@ $(CLIENT_PIC) -lzmq -lmsgpackc -lsodium -lpthread -lm
	@ln -sfn libdateline.so $@.0

$(B)/dateline: $(CLI) $(B)/libdateline.a $(call archives,$(CLI_FOLDERS))
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $(CLI) $(B)/libdateline.a $(call group,$(CLI_FOLDERS)) $(LIBS)

-include $(shell find $(B) -name '*.d' 2>/dev/null)

# ---- tests ----

UNIT := $(patsubst tests/%.c,$(B)/test/%,$(wildcard tests/unit/*/*_test.c))

define unit_rule
$(B)/test/unit/$(1)/%: $(B)/obj/tests/unit/$(1)/%.o $(call archives,$(1))
	@mkdir -p $$(@D)
	@echo "  ld  $$@"
	@$(CC) $(LDFLAGS) -o $$@ $$< $(call group,$(1)) -lcmocka $(LIBS)
endef
$(foreach f,$(FOLDERS),$(eval $(call unit_rule,$(f))))

RUN := $(PYTHON) tests/run.py --build $(B)

## unit tests of one folder or all: make test-unit [FOLDER=text]
test-unit: setup-test $(if $(FOLDER),$(filter $(B)/test/unit/$(FOLDER)/%,$(UNIT)),$(UNIT))
	@$(RUN) $(filter-out setup-test,$^)

# ARM_ROOT is a folder into which the arm64 packages libutf8proc-dev, libutf8proc2, libcmocka-dev and libcmocka0 were unpacked
# (dpkg -x); empty where they are installed as foreign packages.
ARM_ROOT ?=
ARM_LIB := $(ARM_ROOT)/usr/lib/aarch64-linux-gnu
ARM_CC = aarch64-linux-gnu-gcc -idirafter $(ARM_ROOT)/usr/include -L$(ARM_LIB)
ARM_TESTS := $(foreach t,kernels engine viterbi tree,test/unit/model/$(t)_test)

## the model's kernels on Arm, cross-compiled, under qemu-aarch64: make test-arm [ARM_ROOT=FOLDER]
test-arm:
	@$(MAKE) --no-print-directory B=build/arm CC="$(ARM_CC)" LIBS="-lutf8proc -lm -lpthread" $(addprefix build/arm/,$(ARM_TESTS))
	@for t in $(ARM_TESTS); do qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH=$(ARM_LIB) build/arm/$$t || exit 1; done

.PHONY: test-arm

GOLDEN := $(B)/test/golden/run
$(GOLDEN): $(B)/obj/tests/golden/run.o $(call archives,pipeline)
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $< $(call group,pipeline) $(LIBS)

## golden cases of one stage or all: make test-golden [STAGE=dateline]
test-golden: setup-test $(GOLDEN)
	@$(RUN) "$(GOLDEN) $(sort $(wildcard tests/golden/$(or $(STAGE),*)/*.md))"

WIRE := $(B)/test/wire/wire_test
$(WIRE): $(B)/obj/tests/wire/wire_test.o $(call archives,wire)
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $< $(call group,wire) $(LIBS)

## the shared vectors, byte for byte, in C and Python
test-wire: setup-test $(WIRE)
	@$(RUN) "$(WIRE) proto/vectors/*.json" tests/wire/wire_test.py

## datelined driven over its sockets: make test-service [SERVICE_TEST=query]
test-service: setup-test $(B)/datelined $(B)/dateline
	@$(RUN) $(sort $(wildcard tests/service/test_$(or $(SERVICE_TEST),*).py))

.PHONY: test-clients test-service

SIM := $(B)/sim
$(B)/obj/tests/sim/%.o: CFLAGS += -Itests/sim
$(SIM): $(patsubst %.c,$(B)/obj/%.o,$(wildcard tests/sim/*.c)) $(call archives,path)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(call group,path)

## the path under a simulator, SEEDS worlds; each planted bug must be found
test-sim: SEEDS ?= 10000
test-sim: setup-test $(SIM)
	@$(RUN) "$(SIM) --seeds $(SEEDS)" $(foreach b,ack-before-commit seq-before-commit dedupe-forgotten,"$(SIM) --seeds 1000 --plant $(b)")

POWER := $(B)/test/power/power
RECORDER := $(B)/test/power/recorder.so
$(POWER): $(B)/obj/tests/power/power.o $(call archives,store)
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $< $(call group,store) $(LIBS)
$(RECORDER): tests/power/recorder.c tests/power/record.h
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) -std=c11 $(WARN) $(if $(WERROR),-Werror) -O2 -g -fPIC -shared -o $@ $< -ldl

## simulated power cuts, CUTS of them; the control without sync must lose
test-power: CUTS ?= 200
test-power: setup-test $(POWER) $(RECORDER) $(B)/datelined
	@$(RUN) "$(POWER) --recorder $(abspath $(RECORDER)) --cuts $(CUTS)" \
		"$(POWER) --recorder $(abspath $(RECORDER)) --cuts $(CUTS) --no-sync" \
		"$(PYTHON) tests/power/service_power.py --cuts $(CUTS)"

STORE_BENCH := $(B)/test/bench/store_bench
$(STORE_BENCH): $(B)/obj/tests/bench/store_bench.o $(call archives,store)
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $< $(call group,store) $(LIBS)

## the store beside a bare LMDB loop with the same records
bench-store: setup-build $(STORE_BENCH)
	@$(STORE_BENCH)

MODEL_BENCH := $(B)/test/bench/model_bench
$(MODEL_BENCH): $(B)/obj/tests/bench/model_bench.o $(call archives,pipeline)
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $< $(call group,pipeline) $(LIBS)

MODEL ?= service/data/dateline.model
## the language model by exit and kernel: make bench-model ARTICLES=FILE [MODEL=FILE]; articles parted by lines of %%
bench-model: setup-build $(MODEL_BENCH)
	@$(MODEL_BENCH) $(MODEL) $(ARTICLES)

TEXT_BENCH := $(B)/test/bench/text_bench
$(TEXT_BENCH): $(B)/obj/tests/bench/text_bench.o $(call archives,pipeline)
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $< $(call group,pipeline) $(LIBS)
LOAD := $(B)/test/bench/load
$(LOAD): $(B)/obj/tests/bench/load.o $(B)/libdateline.a
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

## speed as `figure value` lines: message path, latencies, text, instructions: make bench [ONLY=path]
bench: setup-test $(STORE_BENCH) $(TEXT_BENCH) $(LOAD) $(B)/datelined
	@DATELINE_BUILD=$(B) $(PYTHON) tests/bench/bench.py $(if $(ONLY),--only $(ONLY))

.PHONY: test-power bench-store bench-model bench

CRASH := $(B)/test/crash/producer $(B)/test/crash/subscriber $(B)/test/crash/control
$(B)/test/crash/producer $(B)/test/crash/subscriber: $(B)/test/crash/%: $(B)/obj/tests/crash/%.o $(B)/libdateline.a
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)
$(B)/test/crash/control: $(SERVICE) $(B)/obj/tests/crash/control.o $(call archives,$(FOLDERS))
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) $(foreach f,begin commit abort,-Wl,--wrap=mdb_txn_$(f)) -o $@ $(filter %.o,$^) $(call group,$(FOLDERS)) $(LIBS)

## kill -9 under load, KILLS times; the control that acknowledges too early must be caught
test-crash: KILLS ?= 20
test-crash: setup-test $(CRASH) $(B)/datelined
	@$(RUN) "$(PYTHON) tests/crash/crash.py --kills $(KILLS)" \
		"$(PYTHON) tests/crash/crash.py --kills 3 --rest 10 --service $(B)/test/crash/control --expect-failure"

## more articles than the pipeline can do, N of them: memory, credit, HTTP
test-overload: N ?= 20000
test-overload: setup-test $(LOAD) $(B)/datelined
	@$(RUN) "$(PYTHON) tests/load/overload.py --articles $(N)"

## a subscriber stopped for STOP seconds misses nothing and slows nobody
test-slow: STOP ?= 3
test-slow: setup-test $(LOAD) $(B)/test/crash/subscriber $(B)/datelined
	@$(RUN) "$(PYTHON) tests/load/slow.py --stop $(STOP)"

.PHONY: test-overload test-slow

# ---- the whole ----

## build, send the sample articles through a running service, print the analyses
demo: all
	@tests/demo.sh $(B)

## every test: unit, golden, wire, fuzz inputs, service, clients, and short runs of simulator, crash and power tests
test: setup-test all
	@status=0; for t in $(TESTS); do echo "== $$t"; \
		$(MAKE) --no-print-directory $$t SEEDS=$(or $(SEEDS),500) KILLS=$(or $(KILLS),3) CUTS=$(or $(CUTS),20) || status=1; done; exit $$status
TESTS := test-unit test-golden test-wire test-fuzz test-service test-clients test-sim test-power test-crash

# ---- install, image ----

PREFIX ?= /usr/local
## install programs, C library, header and pkg-config file below DESTDIR/PREFIX
install: all
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin lib/pkgconfig include share/doc/dateline)
	install -s $(B)/datelined $(B)/dateline $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(B)/libdateline.a $(DESTDIR)$(PREFIX)/lib
	install $(B)/libdateline.so $(DESTDIR)$(PREFIX)/lib/libdateline.so.0
	ln -sf libdateline.so.0 $(DESTDIR)$(PREFIX)/lib/libdateline.so
	install -m 644 clients/c/dateline.h $(DESTDIR)$(PREFIX)/include
	if [ -f service/data/dateline.model ]; then install -Dm 644 service/data/dateline.model $(DESTDIR)$(PREFIX)/share/dateline/dateline.model; fi
	install -m 644 LICENSE NOTICE README.md $(DESTDIR)$(PREFIX)/share/doc/dateline
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' clients/c/dateline.pc.in >$(DESTDIR)$(PREFIX)/lib/pkgconfig/dateline.pc

## build the container image with docker, podman or buildah
image:
	@docker/build.sh $(VERSION)

CLIENT_TESTS := $(B)/test/clients/loop $(B)/test/clients/example
$(B)/test/clients/loop: tests/clients/loop.c $(B)/libdateline.a
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lzmq -lmsgpackc -lsodium -lpthread -lm
$(B)/test/clients/example: clients/c/example.c $(B)/libdateline.so
	@mkdir -p $(@D)
	@$(CC) $(filter-out -std=c11,$(CFLAGS)) $(LDFLAGS) -o $@ $< -L$(B) -ldateline -Wl,-rpath,$(abspath $(B))

## the clients: losses (a fake service that loses), the real service, the examples
test-clients: setup-test $(B)/datelined $(B)/dateline $(CLIENT_TESTS)
	@$(RUN) $(wildcard tests/clients/test_*.py)

# What each fuzz target links besides its folder; a target without a line here is named as its folder.
FUZZ := $(patsubst tests/fuzz/%_fuzz.c,%,$(wildcard tests/fuzz/*_fuzz.c))
FUZZ_FOLDERS_normalise := text
FUZZ_FOLDERS_published := text
FUZZ_FOLDERS_pipeline := pipeline wire
FUZZ_FOLDERS_ledger := path
FUZZ_FOLDERS_door := pipeline ingest
FUZZ_FOLDERS_html := ingest
FUZZ_FOLDERS_sockets := query ingest
FUZZ_FOLDERS_forms := forms pipeline
# libFuzzer where we search, a main that runs saved inputs where we repeat them.
FUZZ_MAIN := $(B)/obj/tests/fuzz/fuzz.o $(if $(filter fuzz,$(FLAVOUR)),,$(B)/obj/tests/fuzz/replay.o)
FUZZ_SEEDS := $(B)/fuzz/seeds
$(B)/obj/tests/fuzz/%.o: CFLAGS += -Itests/fuzz

define fuzz_rule
$(B)/test/fuzz/$(1): $(B)/obj/tests/fuzz/$(1)_fuzz.o $(FUZZ_MAIN) $(call archives,$(or $(FUZZ_FOLDERS_$(1)),$(1))) $(FUZZ_OBJECTS_$(1))
	@mkdir -p $$(@D)
	@echo "  ld  $$@"
	@$(CC) $(LDFLAGS) $(if $(filter fuzz,$(FLAVOUR)),-fsanitize=fuzzer) -o $$@ $$(filter %.o,$$^) $(FUZZ_OBJECTS_$(1)) \
		$(call group,$(or $(FUZZ_FOLDERS_$(1)),$(1))) $(LIBS)
endef
$(foreach f,$(FUZZ),$(eval $(call fuzz_rule,$(f))))

$(FUZZ_SEEDS)/done: tests/fuzz/seeds.py $(wildcard proto/vectors/*.json tests/samples/*)
	@$(PYTHON) tests/fuzz/seeds.py $(FUZZ_SEEDS) && touch $@

## search each parser, or TARGET, for SECONDS with clang's libFuzzer, under address and undefined
fuzz: SECONDS := 300
fuzz: setup-fuzz
	@$(MAKE) --no-print-directory FLAVOUR=fuzz SECONDS=$(SECONDS) $(addprefix fuzz-,$(or $(TARGET),$(FUZZ)))
fuzz-%: $(B)/test/fuzz/% $(FUZZ_SEEDS)/done
	@mkdir -p $(B)/fuzz/found/$* $(FUZZ_SEEDS)/$* tests/fuzz/corpus/$*
	@echo "== $* for $(SECONDS) s"
	@ASAN_OPTIONS=detect_leaks=1 $< -max_total_time=$(SECONDS) -timeout=20 -rss_limit_mb=2048 -max_len=$(or $(FUZZ_LEN_$*),16384) \
		-print_final_stats=1 -verbosity=1 -artifact_prefix=$(B)/fuzz/$*- $(addprefix -dict=,$(wildcard tests/fuzz/$*.dict)) \
		$(B)/fuzz/found/$* tests/fuzz/corpus/$* $(FUZZ_SEEDS)/$* 2>&1 | tee $(B)/fuzz/$*.log | grep -E '^(stat::number|==|SUMMARY|fuzz:|artifact)|ERROR' ; \
		! grep -q 'SUMMARY: ' $(B)/fuzz/$*.log

## run every saved input through its parser again
test-fuzz: setup-test $(addprefix $(B)/test/fuzz/,$(FUZZ)) $(FUZZ_SEEDS)/done
	@$(RUN) $(foreach f,$(FUZZ),"$(B)/test/fuzz/$(f) tests/fuzz/corpus/$(f) $(FUZZ_SEEDS)/$(f)")

setup-fuzz:
	$(call setup,$(PACKAGES_TEST) clang libclang-rt-14-dev)

.PHONY: fuzz test-fuzz setup-fuzz

# ---- upkeep ----

## include arrows, function lengths, formatting, clang-tidy
lint: setup-lint
	@$(PYTHON) tests/lint/arrows.py
	@git ls-files '*.c' '*.h' | grep -v _gen | xargs clang-format --dry-run --Werror
	@git ls-files 'service/*.c' 'clients/*.c' | grep -v _gen | xargs -P2 -n8 clang-tidy --quiet -- $(filter-out -MMD -MP -f%,$(CFLAGS))

## regenerate codec, types, schema and field tables from proto/
gen:
	@$(PYTHON) proto/generate.py

## fail if what is generated differs from the schema
gen-check:
	@$(PYTHON) proto/generate.py --check

## clang-format over all C sources
format: setup-lint
	@git ls-files '*.c' '*.h' | grep -v _gen | xargs clang-format -i

TRAIN_PYTHON ?= python3
WORK ?= $(HOME)/dateline-training
MINUTES ?= 150
TRAIN = $(TRAIN_PYTHON) service/training/$(1).py --corpora "$(CORPORA)" --work "$(WORK)"

## the model file: make train CORPORA=… PUBLIC=… TRAIN_PYTHON=… [WORK=… MINUTES=…]; goes on where it was stopped
train: $(WORK)/model.pt $(WORK)/temperature.json $(WORK)/figures.txt
	@mkdir -p service/data
	$(call TRAIN,assemble) --out service/data/dateline.model

$(WORK)/model.pt:
	@test -n "$(CORPORA)" -a -n "$(PUBLIC)" || { echo "make train: CORPORA= and PUBLIC= name the folders of the data"; exit 1; }
	$(call TRAIN,train) --public "$(PUBLIC)" --minutes $(MINUTES)

$(WORK)/temperature.json: $(WORK)/model.pt
	$(call TRAIN,calibrate)

$(WORK)/figures.txt: $(WORK)/model.pt
	$(call TRAIN,evaluate) > $@.new && mv $@.new $@ && cat $@

## the parts of training that need no corpora: make test-train TRAIN_PYTHON=…
.PHONY: train test-train
test-train:
	$(TRAIN_PYTHON) tests/unit/training/training_test.py

## remove all that was built
clean:
	rm -rf build

.PHONY: demo test install image lint test-crash test-sim all help setup-build setup-test setup-lint test-unit test-golden test-wire gen gen-check format clean
