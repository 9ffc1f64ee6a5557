#!/bin/sh
# Packs report, analysis and closure into one archive whose bytes depend on nothing but theirs.
set -eu
mkdir archive
cp -R "$1/." archive/
cp -R "$2/." archive/
cp "$3" archive/closure.json
tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf - archive | gzip -n >role-vs-goal.tar.gz
