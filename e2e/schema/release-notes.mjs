// What a release has to say in CHANGELOG.md.

// Returns what a version's section lacks: itself, content, or a breaking change in the words of the check. Line breaks
// and code marks do not matter.
export function missingFrom(changelog, version, breaking) {
  const section = changelog.split(/^## /m).find((part) => part.startsWith(`[${version}]`));
  if (section === undefined) {
    return [`CHANGELOG.md has no section "## [${version}]".`];
  }
  const plain = (text) => text.replaceAll('`', '').replace(/\s+/g, ' ');
  if (!/^\s*[*-] /m.test(section)) {
    return [`CHANGELOG.md says nothing about ${version}.`];
  }
  return breaking
    .filter((change) => !plain(section).includes(plain(change)))
    .map((change) => `CHANGELOG.md does not say under ${version}: ${change}`);
}
