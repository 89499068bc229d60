// What the weaver says to the user, as the build has printed it.

function findingsView() {
  const weights = { error: 0, warning: 1, info: 2 };
  return plainView({
    id: 'diagnostics', label: 'diagnostics', items: [...report.findings].sort((a, b) => weights[a.severity] - weights[b.severity]), what: 'diagnostic', toolbar: [],
    empty: () => report.findings.length === 0 ? 'No diagnostics. Lint="warning" in FodyWeavers.xml asks for one where a future is boxed that need not be.' : 'Nothing matches the search.',
    details: finding => [el('h2', {}, finding.id), el('p', {}, whereOf(finding)), findingNote(finding)],
    row: finding => [el('span', { class: `badge ${finding.severity}` }, finding.id), el('span', { class: 'callee', title: finding.message }, finding.message), whereOf(finding, true)],
  });
}
