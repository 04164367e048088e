/** A small planet with its ring and moon: an orrery. */
export function Logo() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" fill="none" aria-hidden style={{ flex: 'none' }}>
      <ellipse
        cx="12"
        cy="12"
        rx="10.5"
        ry="4.6"
        transform="rotate(-24 12 12)"
        stroke="var(--t2)"
        strokeWidth="1.5"
      />
      <circle cx="12" cy="12" r="4" fill="var(--t1)" />
      <circle cx="20.6" cy="7" r="2" fill="var(--w-http)" stroke="var(--s1)" strokeWidth="1" />
    </svg>
  );
}
