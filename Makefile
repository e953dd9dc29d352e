# make, make demo, make demo-check, make test: `make help` says what each does.

NGINX_BINARY     ?= $(shell command -v nginx 2>/dev/null || echo /usr/sbin/nginx)
NGINX_SOURCE_DIR ?= /usr/share/nginx/src
NGINX_BUILD_DIR  ?= $(CURDIR)/build/nginx
PORT             ?= 8080
PREFIX           ?= /usr/local
# How many inputs each fuzz target gets.
RUNS             ?= 20000

export NGINX_BINARY NGINX_SOURCE_DIR NGINX_BUILD_DIR PORT

MODULE  = build/ngx_http_secure_token_module.so
COMMAND = build/secure-token
CARGO   = cargo --locked
NPM     = $(CURDIR)/build/npm/node_modules

# nginx itself is not asked of apt where another one is named.
PACKAGES-nginx = $(if $(filter /usr/share/nginx/src,$(NGINX_SOURCE_DIR)),nginx-core nginx-dev)
PACKAGES-build = $(PACKAGES-nginx) gcc libclang-dev
# A browser without a font shows nothing.
PACKAGES-browser = chromium fonts-dejavu-core
PACKAGES-demo  = ffmpeg openssl perl
# Whoever has Node.js from elsewhere keeps it.
PACKAGES-npm   = $(if $(shell command -v node),,nodejs) $(if $(shell command -v npm),,npm)
# The last ones run the scripts of examples/sign.
PACKAGES-test  = $(PACKAGES-demo) $(PACKAGES-npm) libtest-base-perl curl php-cli python3 golang-go

.PHONY: all
all: build ## build the module for the installed nginx, and the command, into build/

.PHONY: build
build: nginx
	$(CARGO) build --release --workspace
	@install -m 755 target/release/libngx_http_secure_token_module.so $(MODULE).new
	@# by rename: nginx may have the old file mapped
	@mv -f $(MODULE).new $(MODULE)
	@install -m 755 target/release/secure-token $(COMMAND)
	@# build/man/*.1 and build/completions/*
	@$(COMMAND) pages build

# What was built, which root need not be able to do again.
.PHONY: install
install: ## install the module into nginx's directory of modules, the command into PREFIX (/usr/local)
	@tools/install "$(NGINX_BINARY)" "$(PREFIX)"

# The headers of the installed nginx.
.PHONY: nginx
nginx:
	@mkdir -p build
	@tools/need $(PACKAGES-build)
	@tools/configure-nginx "$(NGINX_BINARY)" "$(NGINX_SOURCE_DIR)" "$(NGINX_BUILD_DIR)"

# Players, and manifests of others to read, in build/npm/.
.PHONY: npm
npm:
	@tools/need $(PACKAGES-npm)
	@tools/npm-packages

.PHONY: demo
demo: build npm ## protect and play a real video on 127.0.0.1:8080 (PORT=… for another port)
	@tools/need $(PACKAGES-demo)
	@demo/run

.PHONY: demo-check
demo-check: build npm ## start the demo, walk and play the whole stream, and stop
	@tools/need $(PACKAGES-demo)
	@demo/check

.PHONY: demo-page
demo-page: build npm ## the demo's page in a browser: its buttons, five players
	@tools/need $(PACKAGES-demo) $(PACKAGES-browser)
	node --test demo/t/page.mjs

.PHONY: demo-shot
demo-shot: build npm ## pictures of the demo's page, in build/demo/shots/
	@tools/need $(PACKAGES-demo) $(PACKAGES-browser)
	@demo/shot

.PHONY: test
test: lint unit fuzz scripts demo-check demo-page test-browser fixtures panics speed ## everything that must pass

.PHONY: lint
lint: nginx
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	@# The documentation is for those who read the code, private parts with it.
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" \
	    $(CARGO) doc --workspace --no-deps --document-private-items

.PHONY: unit
unit: nginx npm
	SECURE_TOKEN_CORPUS="$(NPM)/m3u8-parser:$(NPM)/mpd-parser$(SECURE_TOKEN_CORPUS:%=:%)" $(CARGO) test --workspace

# Inputs of the crate secure-token that no test has thought of, each looked at by what must hold for all of them.
.PHONY: fuzz
fuzz: ## fuzz the pure crate, 20000 inputs a target (RUNS=… for more)
	@tools/need g++
	@fuzz/run $(RUNS)

# The files for players by themselves, and what players' own parsers make of rewritten manifests.
.PHONY: scripts
scripts: build npm
	node --test players/test/*.test.js npm/manifests.test.mjs

.PHONY: test-browser
test-browser: build npm ## real players in a real Chromium, past the expiry of their links
	@tools/need $(PACKAGES-demo) $(PACKAGES-browser)
	node --test browser/*.test.js

.PHONY: fixtures
fixtures: build ## the tests through a running nginx
	@tools/need $(PACKAGES-test)
	TEST_NGINX_BINARY="$(NGINX_BINARY)" TEST_NGINX_LOAD_MODULES="$(CURDIR)/$(MODULE)" \
	    prove -It/lib t/ demo/t/

# What becomes of a panic: the same module, with functions that panic when they are told to.
.PHONY: panics
panics: nginx
	@tools/need $(PACKAGES-test)
	$(CARGO) build --package ngx-http-secure-token-module --features panics
	TEST_NGINX_BINARY="$(NGINX_BINARY)" \
	    TEST_NGINX_LOAD_MODULES="$(CURDIR)/target/debug/libngx_http_secure_token_module.so" \
	    prove -It/lib t/panics/

# Instructions and system calls under valgrind, beside nginx's own modules.
.PHONY: speed
speed: build ## what the module costs, in instructions and system calls
	@tools/need gcc perl valgrind
	MODULE="$(CURDIR)/$(MODULE)" prove -v -It/lib t/speed/

.PHONY: clean
clean: ## remove all that was built
	rm -rf build target

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 20
