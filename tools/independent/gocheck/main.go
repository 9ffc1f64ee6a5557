// Opens what a ledger exports with Go's own tlog and note, which share no code with it.
//
//	gocheck TILES VKEY [-witness VKEY] [PROOF...]
//
// Reads the checkpoint, every tile and every entry of a static directory of c2sp.org/tlog-tiles, proves
// each entry and each size, and checks proofs of single entries (c2sp.org/tlog-proof).
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, values ...interface{}) {
	fmt.Fprintf(os.Stderr, "gocheck: "+format+"\n", values...)
	os.Exit(1)
}

func must(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

// cosigner checks signature lines of type 04: a time, and a signature over it and the text.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(text, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), text)
	return ed25519.Verify(c.key, []byte(message), sig[8:])
}

func newCosigner(vkey string) *cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		fail("'%s' is no key", vkey)
	}
	data, err := base64.StdEncoding.DecodeString(parts[2])
	must(err, "the key of the witness")
	digest := sha256.Sum256([]byte(parts[0] + "\n" + string(data)))
	if len(data) != 33 || data[0] != 4 || fmt.Sprintf("%x", digest[:4]) != parts[1] {
		fail("'%s' is no key of a witness", vkey)
	}
	return &cosigner{parts[0], binary.BigEndian.Uint32(digest[:4]), data[1:]}
}

// open gives the size and the root that a checkpoint states, once its signatures are checked.
func open(text []byte, verifiers note.Verifiers) (tlog.Tree, int) {
	opened, err := note.Open(text, verifiers)
	must(err, "the checkpoint")
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 {
		fail("the checkpoint has %d lines", len(lines))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "the size of the checkpoint")
	root, err := tlog.ParseHash(lines[2])
	must(err, "the root of the checkpoint")
	return tlog.Tree{N: size, Hash: root}, len(opened.Sigs)
}

// tiles reads tiles from a directory whose paths have no height.
type tiles struct{ directory string }

func (t tiles) Height() int                          { return 8 }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.directory, path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

// entries reads all bundles.
func entries(directory string, size int64) [][]byte {
	var all [][]byte
	for int64(len(all)) < size {
		tile := tlog.Tile{H: 8, L: 0, N: int64(len(all)) / 256, W: 256}
		if rest := size - int64(len(all)); rest < 256 {
			tile.W = int(rest)
		}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(directory, path))
		must(err, "a bundle of entries")
		for len(data) > 0 {
			count := int(binary.BigEndian.Uint16(data))
			if len(data) < 2+count {
				fail("'%s' ends within an entry", path)
			}
			all = append(all, data[2:2+count])
			data = data[2+count:]
		}
	}
	return all
}

func checkTiles(directory string, tree tlog.Tree) {
	reader := tlog.TileHashReader(tree, tiles{directory})
	all := entries(directory, tree.N)
	if int64(len(all)) != tree.N {
		fail("%d entries in a log of %d", len(all), tree.N)
	}
	for index, entry := range all {
		proof, err := tlog.ProveRecord(tree.N, int64(index), reader)
		must(err, "a proof of an entry")
		must(
			tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry)),
			fmt.Sprintf("entry %d", index))
	}
	for size := int64(1); size <= tree.N; size += 1 + tree.N/64 {
		root, err := tlog.TreeHash(size, reader)
		must(err, "a root")
		proof, err := tlog.ProveTree(tree.N, size, reader)
		must(err, "a proof of growth")
		must(tlog.CheckTree(proof, tree.N, tree.Hash, size, root), fmt.Sprintf("size %d", size))
	}
}

func checkProof(path string, verifiers note.Verifiers) {
	data, err := os.ReadFile(path)
	must(err, "a proof")
	split := bytes.Index(data, []byte("\n\n"))
	if split < 0 {
		fail("'%s' has no empty line", path)
	}
	lines := strings.Split(string(data[:split]), "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("'%s' is no proof", path)
	}
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	must(err, "the entry of a proof")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	must(err, "the index of a proof")
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		must(err, "a hash of a proof")
		proof = append(proof, hash)
	}
	tree, _ := open(data[split+2:], verifiers)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)), path)
}

func main() {
	if len(os.Args) < 3 {
		fail("usage: gocheck TILES VKEY [-witness VKEY] [PROOF...]")
	}
	log, err := note.NewVerifier(os.Args[2])
	must(err, "the key of the log")
	known := []note.Verifier{log}
	rest := os.Args[3:]
	if len(rest) >= 2 && rest[0] == "-witness" {
		known = append(known, newCosigner(rest[1]))
		rest = rest[2:]
	}
	verifiers := note.VerifierList(known...)
	text, err := os.ReadFile(filepath.Join(os.Args[1], "checkpoint"))
	must(err, "the checkpoint")
	tree, signed := open(text, verifiers)
	checkTiles(os.Args[1], tree)
	for _, path := range rest {
		checkProof(path, verifiers)
	}
	fmt.Printf(
		"Go agrees: %d entries, %d signatures, %d proofs, root %v\n",
		tree.N, signed, len(rest), tree.Hash)
}
