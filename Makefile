# Dateline: one entry for every task. `make help` lists them.
#
# Each folder of service/ becomes an archive; a test links its folder and what that folder may
# include, so the arrows of the house (tests/lint/arrows.py) hold at link time too. Objects live in
# build/<flavour>/: release, asan (address and undefined), tsan (thread), fuzz (libFuzzer).

FLAVOUR ?= release
B := build/$(FLAVOUR)
CC := $(if $(filter fuzz,$(FLAVOUR)),clang,$(if $(filter default,$(origin CC)),gcc,$(CC)))
AR ?= ar
PYTHON ?= /usr/bin/python3
VERSION := $(shell cat service/VERSION)
MODEL ?= service/data/dateline.model

.DEFAULT_GOAL := all
# Every target with a name of its own: none of them is a file.
.PHONY: $(shell sed -n 's/^\([a-z][a-z-]*\):.*/\1/p' Makefile | sort -u)
.DELETE_ON_ERROR:
.SECONDARY:

# ---- the house: folders, whom each may include, which libraries each needs ----

FOLDERS := base text model article pipeline wire path runtime config forms ingest store publish \
	query http
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
LIBS_CLIENT := -lzmq -lmsgpackc -lsodium -lpthread -lm
LIBS := -luv -llmdb -lmicrohttpd -lgumbo -lutf8proc -ljansson -linih $(LIBS_CLIENT)

# ---- flags ----

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes $(if $(WERROR),-Werror)
CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_tsan := -O1 -g -fsanitize=thread
# The checksum reads every byte of an input: watched comparisons there would take the search's time.
$(B)/obj/service/model/crc32.o: CFLAGS += $(if $(filter fuzz,$(FLAVOUR)),-O2 -fno-sanitize-coverage=trace-cmp)
CFLAGS_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_asan := -fsanitize=address,undefined
LDFLAGS_tsan := -fsanitize=thread -pie
LDFLAGS_fuzz := -fsanitize=address,undefined
# What every reader of our sources needs, clang-tidy too.
READ := -std=c11 -Iservice -Iclients/c -DDATELINE_VERSION='"$(VERSION)"'
CFLAGS += $(READ) $(WARN) -ffp-contract=off -fPIC $(CFLAGS_$(FLAVOUR)) -MMD -MP
LDFLAGS += $(LDFLAGS_$(FLAVOUR)) -Wl,--as-needed

# Kernels are chosen at start, so each is compiled for its own instruction set, whatever the rest
# is compiled for.
# Asked when it is used: on a fresh machine the compiler comes with this very run.
MACHINE = $(shell $(CC) -dumpmachine)
SET_AVX2 = $(if $(findstring x86_64,$(MACHINE)),-mavx2 -mfma)
SET_AVXVNNI = $(if $(findstring x86_64,$(MACHINE)),-mavx2 -mfma -mavxvnni)
SET_VNNI = $(if $(findstring x86_64,$(MACHINE)),$(addprefix -mavx512,f bw vl dq vnni))
SET_NEON = $(if $(findstring aarch64,$(MACHINE)),-march=armv8.2-a+dotprod)
SETS = $(SET_AVXVNNI) $(SET_VNNI) $(SET_NEON)
$(B)/obj/service/model/kernels_%.o: CFLAGS += -O2
$(B)/obj/service/model/kernels_avx2.o: CFLAGS += $(SET_AVX2)
$(B)/obj/service/model/kernels_avxvnni.o: CFLAGS += $(SET_AVXVNNI)
$(B)/obj/service/model/kernels_vnni.o: CFLAGS += $(SET_VNNI)
$(B)/obj/service/model/kernels_neon.o: CFLAGS += $(SET_NEON)

archive = $(B)/lib/$(1).a
objects = $(patsubst %.c,$(B)/obj/%.o,$(wildcard service/$(1)/*.c))
# The archives of folders $(1) and of all that they may include; the same as a link group.
archives = $(foreach f,$(sort $(1) $(foreach d,$(1),$(DEPS_$(d)))),$(call archive,$(f)))
BEGIN_GROUP := -Wl,--start-group
END_GROUP := -Wl,--end-group
group = $(if $(1),$(BEGIN_GROUP) $(call archives,$(1)) $(END_GROUP))

# Links the objects that the target depends on with the folders $(1), the archives of which it must
# name as prerequisites, and what $(2) says besides.
define link
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $(filter %.o %/libdateline.a,$^) $(call group,$(1)) $(2) $(LIBS)
endef

# ---- help, packages of Debian ----

## list the targets
help:
	@awk '/^## /{d=substr($$0,4);next} /^[a-z][a-z-]*:/{if(d!=""){split($$1,t,":"); \
		printf "  %-14s %s\n",t[1],d}} {d=""}' Makefile

PACKAGES_BUILD := gcc libc6-dev pkg-config libuv1-dev libzmq3-dev libmsgpack-dev liblmdb-dev \
	libmicrohttpd-dev libsodium-dev libgumbo-dev libutf8proc-dev libexttextcat-data libjansson-dev \
	libinih-dev uthash-dev
PACKAGES_TEST := $(PACKAGES_BUILD) libcmocka-dev python3 python3-zmq python3-msgpack \
	python3-jsonschema
PACKAGES_LINT := $(PACKAGES_TEST) clang-format clang-tidy
PACKAGES_FUZZ := $(PACKAGES_TEST) clang libclang-rt-14-dev

# Installs what is missing of the packages $(1), or says what is missing where there is no apt-get.
define setup
	@command -v dpkg-query >/dev/null || { for t in gcc pkg-config; do command -v $$t >/dev/null || \
		{ echo "make: this is not Debian and $$t is missing; needed are: $(1)"; exit 1; }; \
		done; exit 0; }; \
	missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | \
		grep -q 'ok installed' || echo $$p; done); \
	[ -z "$$missing" ] && exit 0; \
	sudo=; [ $$(id -u) -eq 0 ] || sudo=sudo; \
	echo "installing" $$missing; \
	$$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		$$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null || \
		{ echo "make: please install:" $$missing; exit 1; }
endef

setup-build:
	$(call setup,$(PACKAGES_BUILD))
setup-test:
	$(call setup,$(PACKAGES_TEST))
setup-lint:
	$(call setup,$(PACKAGES_LINT))
setup-fuzz:
	$(call setup,$(PACKAGES_FUZZ))

# ---- objects, archives, programs ----

## build datelined, dateline and the C client library
all: setup-build $(B)/datelined $(B)/dateline $(B)/libdateline.a $(B)/libdateline.so
	@ln -sfn $(FLAVOUR)/datelined build/datelined && ln -sfn $(FLAVOUR)/dateline build/dateline

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

SERVICE := $(patsubst %.c,$(B)/obj/%.o,$(wildcard service/*.c))
$(B)/datelined: $(SERVICE) $(call archives,$(FOLDERS))
	$(call link,$(FOLDERS))

CLIENT := $(patsubst %.c,$(B)/obj/%.o,$(filter-out %/example.c,$(wildcard clients/c/*.c))) \
	$(foreach f,wire article base,$(call objects,$(f))) \
	$(patsubst %,$(B)/obj/service/forms/%.o,json offsets)
$(B)/libdateline.a: $(CLIENT)
	@rm -f $@
	@$(AR) rcs $@ $^

$(B)/libdateline.so: $(CLIENT) clients/c/libdateline.map
	@echo "  ld  $@"
	@$(CC) $(filter-out -pie,$(LDFLAGS)) -shared -Wl,-soname,libdateline.so.0 \
		-Wl,--version-script=clients/c/libdateline.map -o $@ $(CLIENT) $(LIBS_CLIENT)
	@ln -sfn libdateline.so $@.0

CLI_FOLDERS := pipeline forms wire ingest config
CLI := $(patsubst %.c,$(B)/obj/%.o,$(wildcard clients/cli/*.c))
$(B)/dateline: $(CLI) $(B)/libdateline.a $(call archives,$(CLI_FOLDERS))
	$(call link,$(CLI_FOLDERS))

-include $(shell find $(B) -name '*.d' 2>/dev/null)

# ---- the whole ----

## build, send the sample articles through a running service, print the analyses
demo: all
	@tests/demo.sh $(B)

TESTS := test-unit test-golden test-times test-wire test-fuzz test-service test-clients test-same \
	test-sim test-power test-crash
SHORT = SEEDS=$(or $(SEEDS),500) KILLS=$(or $(KILLS),3) CUTS=$(or $(CUTS),20) N=$(or $(N),20) WORDS=60
## every test below; simulator, power cuts and kills in short runs
test: setup-test all
	@status=0; for t in $(TESTS); do echo "== $$t"; \
		$(MAKE) --no-print-directory $$t $(SHORT) || status=1; done; exit $$status

RUN := $(PYTHON) tests/run.py --build $(B)

# ---- tests of the parts ----

UNIT := $(patsubst tests/%.c,$(B)/test/%,$(wildcard tests/unit/*/*_test.c))
define unit_rule
$(B)/test/unit/$(1)/%: $(B)/obj/tests/unit/$(1)/%.o $(call archives,$(1))
	$$(call link,$(1),-lcmocka)
endef
$(foreach f,$(FOLDERS),$(eval $(call unit_rule,$(f))))

## unit tests of one folder or all: make test-unit [FOLDER=text]
test-unit: setup-test $(if $(FOLDER),$(filter $(B)/test/unit/$(FOLDER)/%,$(UNIT)),$(UNIT))
	@$(RUN) $(filter-out setup-test,$^) \
		$(if $(filter-out training,$(FOLDER)),,tests/unit/training/pack_test.py \
		tests/unit/training/event_pack_test.py) \
		$(if $(FOLDER),,tests/eval/eval_test.py)

# ARM_ROOT is a folder into which tests/same/arm_root.sh unpacked Debian's arm64 packages; empty where
# they are installed as foreign packages.
ARM_ROOT ?=
# Which part of the work of test-arm and test-same is done in one call.
SAME_PART = $(if $(FIRST),--first $(FIRST)) $(if $(KERNELS),--kernels $(KERNELS))
ARM_ARTICLES ?= 3
ARM_LIB := $(ARM_ROOT)/usr/lib/aarch64-linux-gnu
ARM_CC = aarch64-linux-gnu-gcc -idirafter $(ARM_ROOT)/usr/include -L$(ARM_LIB)
ARM_TESTS := $(foreach t,kernels engine viterbi tree,test/unit/model/$(t)_test)

## kernels and whole articles on Arm, cross-compiled, under qemu-aarch64: make test-arm [ARM_ROOT=FOLDER ARM_ARTICLES=3 FIRST=0 KERNELS=…]
test-arm: all
	@$(MAKE) --no-print-directory B=build/arm CC="$(ARM_CC)" \
		LIBS="-lzmq -lmsgpackc -lsodium -lgumbo -ljansson -linih -lutf8proc -lm -lpthread" \
		LDFLAGS="-Wl,--as-needed -Wl,-rpath-link,$(ARM_LIB)" \
		$(addprefix build/arm/,$(ARM_TESTS) dateline)
	@for t in $(ARM_TESTS); do \
		qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH=$(ARM_LIB) build/arm/$$t || exit 1; \
	done
	@DATELINE_BUILD=$(B) $(PYTHON) tests/same/same.py --model $(MODEL) --articles $(ARM_ARTICLES) \
		$(SAME_PART) --words 60 --arm build/arm --arm-root "$(ARM_ROOT)"

GOLDEN := $(B)/test/golden/run
$(GOLDEN): $(B)/obj/tests/golden/run.o $(call archives,pipeline)
	$(call link,pipeline)

## golden cases of one stage or all: make test-golden [STAGE=dateline]
test-golden: setup-test $(GOLDEN)
	@$(RUN) "$(GOLDEN) $(sort $(wildcard tests/golden/$(or $(STAGE),*)/*.md))"

LINES := $(B)/test/times/lines
$(LINES): $(B)/obj/tests/times/lines.o $(call archives,pipeline)
	$(call link,pipeline)

## date arithmetic against Python's datetime: make test-times [CASES=…] [SEED=…]
test-times: setup-test $(LINES)
	@$(RUN) "$(PYTHON) tests/times/arithmetic.py $(if $(CASES),--cases $(CASES)) $(if $(SEED),--seed $(SEED))"

WIRE := $(B)/test/wire/wire_test
$(WIRE): $(B)/obj/tests/wire/wire_test.o $(call archives,wire)
	$(call link,wire)

## the shared vectors, byte for byte, in C and Python
test-wire: setup-test $(WIRE)
	@$(RUN) "$(WIRE) proto/vectors/*.json" tests/wire/wire_test.py

# ---- tests of the programs ----

## datelined driven over its sockets: make test-service [SERVICE_TEST=query]
test-service: setup-test $(B)/datelined $(B)/dateline
	@$(RUN) $(sort $(wildcard tests/service/test_$(or $(SERVICE_TEST),*).py))

CLIENT_TESTS := $(B)/test/clients/loop $(B)/test/clients/example
$(B)/test/clients/loop: $(B)/obj/tests/clients/loop.o $(B)/libdateline.a
	$(call link)
# As a user builds it: no more than the header, the shared library and the compiler's own standard.
$(B)/test/clients/example: clients/c/example.c $(B)/libdateline.so
	@mkdir -p $(@D)
	@$(CC) $(filter-out -std=c11,$(CFLAGS)) $(LDFLAGS) -o $@ $< -L$(B) -ldateline \
		-Wl,-rpath,$(abspath $(B))

SAME_ARTICLES = $(if $(TEXTS),--texts $(TEXTS),--articles $(or $(N),500)) $(SAME_PART) \
	$(if $(WAYS),--ways $(WAYS))
# Preloading does not go with the sanitizers: their flavours leave it out.
OTHER_DAY := $(if $(filter release,$(FLAVOUR)),$(B)/test/same/other_day.so)
$(B)/test/same/other_day.so: tests/same/other_day.c
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) $(CFLAGS) -shared -o $@ $<

## same bytes by every kernel, with 1 and 4 threads, alone and served, elsewhere: test-same [N=500 | TEXTS=FILE] [FIRST=0 WAYS=orders,…]
test-same: setup-test $(B)/datelined $(B)/dateline $(OTHER_DAY)
	@$(RUN) "$(PYTHON) tests/same/same.py --model $(MODEL) $(SAME_ARTICLES) --words $(or $(WORDS),300) \
		$(addprefix --other-day ,$(OTHER_DAY))"

## the clients: losses (a fake service that loses), the real service, the examples
test-clients: setup-test $(B)/datelined $(B)/dateline $(CLIENT_TESTS)
	@$(RUN) $(wildcard tests/clients/test_*.py)

# ---- tests of the message path: simulated, cut off, killed, overrun ----

SIM := $(B)/sim
PLANTED := ack-before-commit seq-before-commit dedupe-forgotten
$(B)/obj/tests/sim/%.o: CFLAGS += -Itests/sim
$(SIM): $(patsubst %.c,$(B)/obj/%.o,$(wildcard tests/sim/*.c)) $(call archives,path)
	$(call link,path)

## the path under a simulator, SEEDS worlds; each planted bug must be found
test-sim: SEEDS ?= 10000
test-sim: setup-test $(SIM)
	@$(RUN) "$(SIM) --seeds $(SEEDS)" $(foreach b,$(PLANTED),"$(SIM) --seeds 1000 --plant $(b)")

POWER := $(B)/test/power/power
RECORDER := $(B)/test/power/recorder.so
$(POWER): $(B)/obj/tests/power/power.o $(call archives,store)
	$(call link,store)
$(RECORDER): tests/power/recorder.c tests/power/record.h
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) -std=c11 $(WARN) -O2 -g -fPIC -shared -o $@ $< -ldl

## simulated power cuts, CUTS of them; the control without sync must lose
test-power: CUTS ?= 200
test-power: setup-test $(POWER) $(RECORDER) $(B)/datelined
	@$(RUN) "$(POWER) --recorder $(abspath $(RECORDER)) --cuts $(CUTS)" \
		"$(POWER) --recorder $(abspath $(RECORDER)) --cuts $(CUTS) --no-sync" \
		"$(PYTHON) tests/power/service_power.py --cuts $(CUTS)"

CRASH := $(B)/test/crash/producer $(B)/test/crash/subscriber $(B)/test/crash/control
$(B)/test/crash/producer $(B)/test/crash/subscriber: $(B)/test/crash/%: \
		$(B)/obj/tests/crash/%.o $(B)/libdateline.a
	$(call link)
$(B)/test/crash/control: $(SERVICE) $(B)/obj/tests/crash/control.o $(call archives,$(FOLDERS))
	$(call link,$(FOLDERS),$(foreach f,begin commit abort,-Wl,--wrap=mdb_txn_$(f)))

## kill -9 under load, KILLS times; the control that acknowledges too early must be caught
test-crash: KILLS ?= 20
test-crash: setup-test $(CRASH) $(B)/datelined
	@$(RUN) "$(PYTHON) tests/crash/crash.py --kills $(KILLS)" \
		"$(PYTHON) tests/crash/crash.py --kills 3 --rest 10 --service $(B)/test/crash/control \
			--expect-failure"

LOAD := $(B)/test/bench/load
$(LOAD): $(B)/obj/tests/bench/load.o $(B)/libdateline.a
	$(call link)

## more articles than the pipeline can do, N of them: memory, credit, HTTP
test-overload: N ?= 20000
test-overload: setup-test $(LOAD) $(B)/datelined
	@$(RUN) "$(PYTHON) tests/load/overload.py --articles $(N)"

## a subscriber stopped for STOP seconds misses nothing and slows nobody
test-slow: STOP ?= 3
test-slow: setup-test $(LOAD) $(B)/test/crash/subscriber $(B)/datelined
	@$(RUN) "$(PYTHON) tests/load/slow.py --stop $(STOP)"

# ---- sanitizers, hostile input ----

## unit, golden, wire, fuzz inputs and service tests under address and undefined
asan:
	@$(MAKE) --no-print-directory -k FLAVOUR=asan \
		test-unit test-golden test-wire test-fuzz test-service

## unit and service tests under thread
tsan:
	@$(MAKE) --no-print-directory -k FLAVOUR=tsan test-unit test-service

# What each fuzz target links; a target without a line here is named as its folder.
FUZZ := $(patsubst tests/fuzz/%_fuzz.c,%,$(wildcard tests/fuzz/*_fuzz.c))
FUZZ_FOLDERS_normalise := text
FUZZ_FOLDERS_published := text
FUZZ_FOLDERS_wordpiece := model
FUZZ_FOLDERS_pipeline := pipeline wire
FUZZ_FOLDERS_ledger := path
FUZZ_FOLDERS_door := pipeline ingest
FUZZ_FOLDERS_html := ingest
FUZZ_FOLDERS_sockets := query ingest
FUZZ_FOLDERS_forms := forms pipeline
FUZZ_FOLDERS_feed := wire
FUZZ_FOLDERS_pack := model
FUZZ_FOLDERS_events := model
FUZZ_ALSO_feed = $(B)/libdateline.a
# libFuzzer where we search, a main that runs saved inputs where we repeat them.
FUZZ_MAIN := $(B)/obj/tests/fuzz/fuzz.o \
	$(if $(filter fuzz,$(FLAVOUR)),,$(B)/obj/tests/fuzz/replay.o)
FUZZ_SEEDS := $(B)/fuzz/seeds
$(B)/obj/tests/fuzz/%.o: CFLAGS += -Itests/fuzz

fuzz_folders = $(or $(FUZZ_FOLDERS_$(1)),$(1))
define fuzz_rule
$(B)/test/fuzz/$(1): $(B)/obj/tests/fuzz/$(1)_fuzz.o $(FUZZ_MAIN) $(FUZZ_ALSO_$(1)) \
		$(call archives,$(call fuzz_folders,$(1)))
	$$(call link,$(call fuzz_folders,$(1)),$(if $(filter fuzz,$(FLAVOUR)),-fsanitize=fuzzer))
endef
$(foreach f,$(FUZZ),$(eval $(call fuzz_rule,$(f))))

$(FUZZ_SEEDS)/done: tests/fuzz/seeds.py $(wildcard proto/vectors/*.json tests/samples/*)
	@$(PYTHON) tests/fuzz/seeds.py $(FUZZ_SEEDS) && touch $@

## run every saved input through its parser again
test-fuzz: setup-test $(addprefix $(B)/test/fuzz/,$(FUZZ)) $(FUZZ_SEEDS)/done
	@$(RUN) $(foreach f,$(FUZZ),"$(B)/test/fuzz/$(f) tests/fuzz/corpus/$(f) $(FUZZ_SEEDS)/$(f)")

## search each parser, or TARGET, for SECONDS with clang's libFuzzer, under address and undefined
fuzz: SECONDS := 300
fuzz: setup-fuzz
	@$(MAKE) --no-print-directory FLAVOUR=fuzz SECONDS=$(SECONDS) \
		$(addprefix fuzz-,$(or $(TARGET),$(FUZZ)))
fuzz-%: $(B)/test/fuzz/% $(FUZZ_SEEDS)/done
	@mkdir -p $(B)/fuzz/found/$* $(FUZZ_SEEDS)/$* tests/fuzz/corpus/$*
	@echo "== $* for $(SECONDS) s"
	@ASAN_OPTIONS=detect_leaks=1 $< -max_total_time=$(SECONDS) -timeout=20 -rss_limit_mb=2048 \
		-max_len=16384 -print_final_stats=1 -verbosity=1 -artifact_prefix=$(B)/fuzz/$*- \
		$(addprefix -dict=,$(wildcard tests/fuzz/$*.dict)) \
		$(B)/fuzz/found/$* tests/fuzz/corpus/$* $(FUZZ_SEEDS)/$* 2>&1 | tee $(B)/fuzz/$*.log | \
		grep -E '^(stat::number|==|SUMMARY|fuzz:|artifact)|ERROR' ; \
		! grep -q 'SUMMARY: ' $(B)/fuzz/$*.log

# ---- speed ----

STORE_BENCH := $(B)/test/bench/store_bench
$(STORE_BENCH): $(B)/obj/tests/bench/store_bench.o $(call archives,store)
	$(call link,store)
TEXT_BENCH := $(B)/test/bench/text_bench
$(TEXT_BENCH): $(B)/obj/tests/bench/text_bench.o $(call archives,pipeline)
	$(call link,pipeline)

MODEL_BENCH := $(B)/test/bench/model_bench
$(MODEL_BENCH): $(B)/obj/tests/bench/model_bench.o $(call archives,pipeline)
	$(call link,pipeline)

## speed as `figure value` lines: make bench [ONLY=path|latency|text|model|instructions ARTICLES=FILE]
bench: setup-test $(STORE_BENCH) $(TEXT_BENCH) $(MODEL_BENCH) $(LOAD) $(B)/datelined
	@DATELINE_BUILD=$(B) $(PYTHON) tests/bench/bench.py $(if $(ONLY),--only $(ONLY)) \
		--model $(MODEL) $(if $(ARTICLES),--model-texts $(ARTICLES))

## the store beside a bare LMDB loop with the same records
bench-store: setup-build $(STORE_BENCH)
	@$(STORE_BENCH)

## accuracy as `figure value` lines, beside floors: make eval CORPORA=FOLDER SCORERS=FOLDER [HALF=odd LIMIT=N]
eval: all
	@DATELINE_BUILD=$(B) $(PYTHON) tests/eval/eval.py --corpora "$(CORPORA)" --model $(MODEL) \
		$(if $(SCORERS),--scorers $(SCORERS)) $(if $(HALF),--half $(HALF)) $(if $(LIMIT),--limit $(LIMIT)) \
		$(if $(FLOAT),--float $(FLOAT))

# ---- install, image ----

PREFIX ?= /usr/local
## install programs, C library, header and pkg-config file below DESTDIR/PREFIX
install: all
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin lib/pkgconfig include share/dateline share/doc/dateline)
	install -s $(B)/datelined $(B)/dateline $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(B)/libdateline.a $(DESTDIR)$(PREFIX)/lib
	install $(B)/libdateline.so $(DESTDIR)$(PREFIX)/lib/libdateline.so.0
	ln -sf libdateline.so.0 $(DESTDIR)$(PREFIX)/lib/libdateline.so
	install -m 644 clients/c/dateline.h $(DESTDIR)$(PREFIX)/include
	install -m 644 $(wildcard service/data/*.model service/data/*.pack) $(DESTDIR)$(PREFIX)/share/dateline
	install -m 644 LICENSE NOTICE README.md service/data/LICENCES.md $(DESTDIR)$(PREFIX)/share/doc/dateline
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' clients/c/dateline.pc.in \
		>$(DESTDIR)$(PREFIX)/lib/pkgconfig/dateline.pc

## build the container image with docker, podman or buildah
image:
	@docker/build.sh $(VERSION)

# ---- upkeep ----

SOURCES = git ls-files '*.c' '*.h' | grep -v _gen
# One file a run: this clang-tidy carries what it believes of va_list from one file to the next.
## who includes whom, lengths of functions and lines, formatting, clang-tidy
lint: setup-lint
	@$(PYTHON) tests/lint/arrows.py
	@$(SOURCES) | xargs clang-format --dry-run --Werror
	@$(SOURCES) | grep -E '^(service|clients)/.*c$$' | \
		xargs -P$$(nproc) -I{} clang-tidy --quiet {} -- $(READ) $(SETS) 2>/dev/null

## regenerate codec, types, schema and field tables from proto/, then the tables of the READMEs
gen:
	@$(PYTHON) proto/generate.py
	@$(MAKE) --no-print-directory all
	@$(PYTHON) tests/lint/tables.py --build $(B) --write

## fail if what is generated differs from its source
gen-check: all
	@$(PYTHON) proto/generate.py --check
	@$(PYTHON) tests/lint/tables.py --build $(B)

## clang-format over all C sources
format: setup-lint
	@$(SOURCES) | xargs clang-format -i

TRAIN_PYTHON ?= python3
WORK ?= $(HOME)/dateline-training
MINUTES ?= 150
TRAIN = $(TRAIN_PYTHON) service/training/$(1).py --corpora "$(CORPORA)" --work "$(WORK)"

# A second call goes on where the first was stopped.
## the model file: make train CORPORA=FOLDER PUBLIC=FOLDER TRAIN_PYTHON=… [WORK=FOLDER MINUTES=N]
train: $(WORK)/model.pt $(WORK)/temperature.json $(WORK)/figures.txt
	@mkdir -p service/data
	$(call TRAIN,assemble) --out service/data/dateline.model

$(WORK)/model.pt:
	@test -n "$(CORPORA)" -a -n "$(PUBLIC)" || \
		{ echo "make train: CORPORA= and PUBLIC= name the folders of the data"; exit 1; }
	$(call TRAIN,train) --public "$(PUBLIC)" --minutes $(MINUTES)

$(WORK)/temperature.json: $(WORK)/model.pt
	$(call TRAIN,calibrate)

$(WORK)/figures.txt: $(WORK)/model.pt
	$(call TRAIN,evaluate) > $@.new && mv $@.new $@ && cat $@

PIECES_DUMP := $(B)/test/unit/training/pieces_dump
$(PIECES_DUMP): $(B)/obj/tests/unit/training/pieces_dump.o $(call archives,model)
	$(call link,model)

## the parts of training that need no corpora; pieces as the service cuts them: make test-train TRAIN_PYTHON=…
test-train: $(PIECES_DUMP)
	DATELINE_PIECES_DUMP=$(abspath $(PIECES_DUMP)) $(TRAIN_PYTHON) tests/unit/training/training_test.py

# What coref.py learns from.
COREF_ROWS := $(B)/test/training/coref_rows
$(COREF_ROWS): $(B)/obj/service/training/coref_rows.o $(call archives,pipeline)
	$(call link,pipeline)

COREF_ROUND = $(MAKE) --no-print-directory $(COREF_ROWS) && $(TRAIN_PYTHON) service/training/coref.py $(COREF_OPTIONS) \
	--program $(COREF_ROWS) --model $(MODEL) --pack service/data/knowledge.pack --work "$(WORK)" \
	--gum "$(CORPORA)/gum" --litbank "$(CORPORA)/litbank/litbank-coref.conll.xz" \
	--gap "$(CORPORA)/gap/gap-development.tsv.xz"

# Twice, for features of chains depend on what the forests before decided.
## the forests of coreference, from what the model in the tree reads: make train-coref CORPORA=FOLDER TRAIN_PYTHON=… [WORK=FOLDER] [COREF_OPTIONS=--persons-only]
train-coref: setup-build
	@test -n "$(CORPORA)" || { echo "make train-coref: CORPORA= names the folder of the data"; exit 1; }
	@mkdir -p "$(WORK)"
	$(COREF_ROUND)
	$(COREF_ROUND)

## the knowledge pack from lists: make pack GAZETTEERS=FOLDER
pack:
	@test -n "$(GAZETTEERS)" || { echo "make pack: GAZETTEERS= names the folder of the lists"; exit 1; }
	$(PYTHON) service/training/pack.py --gazetteers "$(GAZETTEERS)" --out service/data

## the event pack: make events CAMEO=FOLDER (the dictionaries of PETRARCH 2)
events:
	@test -n "$(CAMEO)" || { echo "make events: CAMEO= names the folder of PETRARCH's dictionaries"; exit 1; }
	$(PYTHON) service/training/event_pack.py --cameo "$(CAMEO)" --out service/data/events.pack

## the lists of nouns: make nouns WORDNET=FOLDER SCOWL=FILE
nouns:
	@test -n "$(WORDNET)" -a -n "$(SCOWL)" || \
		{ echo "make nouns: WORDNET= names the folder of WordNet, SCOWL= the word list"; exit 1; }
	$(PYTHON) service/training/nouns.py "$(WORDNET)" "$(SCOWL)" >$(B)/noun_lists_gen.c
	mv $(B)/noun_lists_gen.c service/pipeline/noun_lists_gen.c

## remove all that was built
clean:
	rm -rf build
