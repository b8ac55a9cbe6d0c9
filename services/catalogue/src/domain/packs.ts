/** What a pack is painted with: its own colour, the maker's, and the drawing on its label. */
export interface Paint {
  readonly body: string;
  readonly maker: string;
  /** Places the drawing, so wide, with its upper left corner there. */
  readonly emblem: (x: number, y: number, width: number) => string;
}

/** Packs in a square of 400 by 400, standing on the line y = 346. */
export const packs = {
  loose: ({ maker, emblem }) =>
    `${emblem(80, 76, 250)}<circle cx="292" cy="112" r="24" fill="${maker}"/><circle cx="292" cy="112" r="15" fill="none" stroke="#fff" stroke-width="4"/>`,
  bottle: ({ body, maker, emblem }) =>
    `<path d="M174 66h52v36c0 26 38 32 38 78v142c0 16-8 24-24 24h-80c-16 0-24-8-24-24V180c0-46 38-52 38-78z" fill="${body}"/>
<rect x="166" y="44" width="68" height="30" rx="7" fill="${maker}"/><rect x="136" y="190" width="128" height="118" fill="#fffdf8"/><rect x="136" y="296" width="128" height="14" fill="${maker}"/>${emblem(150, 194, 98)}`,
  carton: ({ body, maker, emblem }) =>
    `<rect x="158" y="54" width="84" height="20" fill="${maker}"/><path d="M132 130l28-56h80l28 56z" fill="${maker}" opacity=".8"/><rect x="132" y="130" width="136" height="216" rx="4" fill="${body}"/>
<rect x="132" y="304" width="136" height="24" fill="${maker}"/><circle cx="200" cy="214" r="60" fill="#fffdf8"/>${emblem(154, 168, 92)}`,
  jar: ({ body, maker, emblem }) =>
    `<rect x="126" y="112" width="148" height="234" rx="30" fill="${body}"/><rect x="138" y="78" width="124" height="40" rx="8" fill="${maker}"/>
<path d="M146 142v170" stroke="#fff6" stroke-width="10" stroke-linecap="round"/><rect x="126" y="176" width="148" height="124" fill="#fffdf8"/><rect x="126" y="290" width="148" height="12" fill="${maker}"/>${emblem(148, 180, 104)}`,
  tin: ({ body, maker, emblem }) =>
    `<rect x="122" y="92" width="156" height="254" rx="14" fill="#b9c0c4"/><rect x="122" y="116" width="156" height="206" fill="${body}"/><rect x="122" y="116" width="156" height="26" fill="${maker}"/>
<circle cx="200" cy="232" r="66" fill="#fffdf8"/>${emblem(150, 182, 100)}`,
  can: ({ body, maker, emblem }) =>
    `<path d="M150 74h100l14 30v212l-14 30H150l-14-30V104z" fill="#c3cacd"/><rect x="136" y="104" width="128" height="212" fill="${body}"/><rect x="136" y="280" width="128" height="36" fill="${maker}"/>
<circle cx="200" cy="190" r="56" fill="#fffdf8"/>${emblem(158, 148, 84)}`,
  bag: ({ body, maker, emblem }) =>
    `<path d="M112 70h176l-10 26c12 74 12 150 0 224l10 26H112l10-26c-12-74-12-150 0-224z" fill="${body}"/><path d="M112 70h176l-10 26H122zM122 320h156l10 26H112z" fill="${maker}"/>
<circle cx="200" cy="208" r="74" fill="#fffdf8"/>${emblem(144, 152, 112)}`,
  box: ({ body, maker, emblem }) =>
    `<path d="M288 84l32-18v252l-32 28z" fill="#0002"/><path d="M104 84l32-18h184l-32 18z" fill="${maker}"/><rect x="104" y="84" width="184" height="262" fill="${body}"/><rect x="104" y="84" width="184" height="46" fill="${maker}"/>
<rect x="122" y="152" width="148" height="160" rx="10" fill="#fffdf8"/>${emblem(134, 168, 124)}`,
  tub: ({ body, maker, emblem }) =>
    `<path d="M108 140h184l-18 186c-1 14-9 20-22 20H148c-13 0-21-6-22-20z" fill="${body}"/><rect x="98" y="108" width="204" height="38" rx="12" fill="${maker}"/>
<circle cx="200" cy="242" r="70" fill="#fffdf8"/>${emblem(146, 188, 108)}`,
  tray: ({ body, maker, emblem }) =>
    `<rect x="58" y="112" width="284" height="234" rx="26" fill="${body}"/><rect x="76" y="130" width="248" height="198" rx="16" fill="#fff9"/>${emblem(112, 138, 180)}
<path d="M58 138c0-16 10-26 26-26h232c16 0 26 10 26 26v20H58z" fill="${maker}"/>`,
  wine: ({ body, maker, emblem }) =>
    `<path d="M180 40h40v92c0 30 34 40 34 78v116c0 14-6 20-20 20h-68c-14 0-20-6-20-20V210c0-38 34-48 34-78z" fill="${body}"/><rect x="178" y="36" width="44" height="62" rx="6" fill="${maker}"/>
<rect x="146" y="214" width="108" height="96" fill="#fffdf8"/><rect x="146" y="300" width="108" height="10" fill="${maker}"/>${emblem(162, 218, 76)}`,
  tube: ({ body, maker, emblem }) =>
    `<path d="M118 60h164l-34 236h-96z" fill="${body}"/><rect x="118" y="60" width="164" height="22" fill="${maker}"/><rect x="162" y="296" width="76" height="50" rx="8" fill="${maker}"/>${emblem(150, 116, 100)}`,
  roll: ({ maker, emblem }) =>
    `<rect x="92" y="96" width="216" height="250" rx="22" fill="${maker}"/><g fill="#fff" stroke="#cfd6d0" stroke-width="4"><circle cx="150" cy="282" r="46"/><circle cx="250" cy="282" r="46"/></g><g fill="#d9c4a0"><circle cx="150" cy="282" r="15"/><circle cx="250" cy="282" r="15"/></g>
<circle cx="200" cy="166" r="56" fill="#fffdf8"/>${emblem(160, 126, 80)}`,
} as const satisfies Record<string, (paint: Paint) => string>;

export type Pack = keyof typeof packs;
