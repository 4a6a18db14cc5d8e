#!/bin/sh
# Unpacks what the tools need of Debian's arm64 packages into a folder, without installing anything:
#     tests/same/arm_root.sh FOLDER
set -eu
root=$1
mkdir -p "$root/state/partial" "$root/packages"
options="-oAPT::Architecture=arm64 -oAPT::Architectures=arm64 -oDir::State::Lists=$root/state"
cd "$root/packages"
apt-get $options update -qq
apt-get $options download -qq \
    libcmocka-dev libcmocka0 libgumbo-dev libgumbo1 libinih-dev libinih1 libjansson-dev libjansson4 \
    libmsgpack-dev libmsgpackc2 libsodium-dev libsodium23 libutf8proc-dev libutf8proc2 \
    libzmq3-dev libzmq5 libbsd0 libcom-err2 libgcc-s1 libgssapi-krb5-2 libk5crypto3 libkeyutils1 \
    libkrb5-3 libkrb5support0 libmd0 libnorm1 libpgm-5.3-0 libssl3 libstdc++6
for package in *.deb; do
    dpkg -x "$package" "$root"
done
# Some libraries stand in /lib; one folder is searched.
if [ -d "$root/lib/aarch64-linux-gnu" ]; then
    cp -a "$root"/lib/aarch64-linux-gnu/. "$root/usr/lib/aarch64-linux-gnu/"
fi
rm -r "$root/packages" "$root/state"
