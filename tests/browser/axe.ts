// Asks axe-core about what stands on the page, in rules a person can read.
import axe from 'axe-core';

/** `rule: what, at which elements`; empty when nothing is wrong (WCAG 2.2 A and AA, and axe's best practices). */
export async function accessProblems(within: Element = document.body): Promise<readonly string[]> {
  const { violations } = await axe.run(within, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: {
      // Components stand here without the document around them.
      region: { enabled: false },
      'page-has-heading-one': { enabled: false },
      'document-title': { enabled: false },
      'html-has-lang': { enabled: false },
    },
  });
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.map((node) => node.target.join(' ')).join(', ');
    return `${id}: ${help} (${places})`;
  });
}
