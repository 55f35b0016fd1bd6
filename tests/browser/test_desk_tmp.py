import random
from dataclasses import replace
from datetime import timedelta
from domain.scripts import Script
from domain.segments import Part, Priority, Segment, Speech
from domain.languages import Language
from domain.officers import named
from domain.radio_pieces import RadioPiece, Wording
from tests.browser.test_pages import opened, PHONE, LAPTOP
from tests.make import make_approved, make_incident
from datetime import date
W = "Maji ya mvua yahifadhiwe kwa matangi na mifugo ipelekwe malishoni mapema kabla ya kiangazi. Uliza afisa wa kilimo wa wadi yako. "

def test_look(town, chromium):
    rnd = random.Random(1)
    with town.sessions.begin() as s:
        now = town.clock()
        b = make_approved(s, now, areas=["kitui"], expires_at=now + timedelta(days=20))
        b2 = make_approved(s, now, areas=["kitui"], expires_at=now + timedelta(days=20), title="Ukame Mwingi")
        for _ in range(4): make_incident(s, now)
        segs = []
        for n, part in enumerate(Part):
            lines = [Speech(cue="MUSIC: SHORT BREAK", seconds=5)] if n % 3 == 0 else []
            for i in range(rnd.randint(2, 4)):
                lines.append(Speech("Mtangazaji", W * rnd.randint(1, 3), language=Language.SWAHILI, bulletin=b.id if part is Part.BULLETIN else None, source="Taarifa 1 (ukame), 24/11/2026; imetiwa sahihi na Kioko" if part is Part.BULLETIN else ""))
            segs.append(Segment(part, tuple(lines), short=(Speech("Mtangazaji", W),) if n % 4 == 1 else (), priority=Priority(n % 4), cut=part is Part.MARKET))
        sc = Script(week=date(2026, 11, 23), county="kitui", language=Language.KAMBA)
        sc.draft(segs, ["standing", "bulletin 1", "peace"], [], now)
        s.add(sc); s.flush()
        m = named(s, "mwende")
        segs2 = [segs[1], segs[0], *segs[2:5], replace(segs[5], speeches=(replace(segs[5].speeches[0], words=W.replace("matangi", "mapipa") , cue="", seconds=0),) + segs[5].speeches[1:]), *segs[6:10], replace(segs[10], cut=True), *segs[12:]]
        sc.correct(m, segs2, 1, now)
        sid = sc.id
        sc.sign(named(s, "kioko"), 2, now)
        bid = b.id
    for user, size in (("nyambura", PHONE), ("nyambura", LAPTOP), ("mwende", PHONE), ("mwende", LAPTOP)):
        page = opened(town, chromium, user, size)
        tag = f"{user}_{size['width']}"
        for name, path in (("index", ""), ("show", f"{sid}"), ("edit", f"{sid}/correct"), ("cmp", f"{sid}/compare")):
            if user == "nyambura" and name in ("edit", "cmp"): continue
            a = page.goto(f"{town.address}/console/scripts/{path}")
            w = page.evaluate("document.documentElement.scrollWidth")
            print(tag, name, a.status, len(a.body()), w)
            if name == "edit":
                page.locator("details").nth(4).evaluate("e => e.open = true")
            page.screenshot(path=f"/tmp/desk_{tag}_{name}.png", full_page=True, clip={"x":0,"y":0,"width":size["width"],"height":min(1900, page.evaluate("document.documentElement.scrollHeight"))})
            if name == "edit":
                page.locator("textarea:visible").first.fill("Maneno machache.")
                page.wait_for_timeout(1200)
                print("tally", page.locator("#total").inner_text())
                page.evaluate("window.scrollTo(0, 1500)")
                page.screenshot(path=f"/tmp/desk_{tag}_edit_view.png")
                page.get_by_label("Move segment 5 down").click()
                print(page.url)
                page.screenshot(path=f"/tmp/desk_{tag}_edit_after.png")
        if user == "mwende" and size is LAPTOP:
            page.goto(f"{town.address}/console/scripts/{sid}/correct")
            with town.sessions.begin() as s:
                sc = s.get(Script, sid)
                sc.correct(named(s, "nduku"), sc.newest.segments[1:], 2, town.clock())
            page.locator("input[name=title]").first.evaluate("e => e.value='Karibu'")
            page.get_by_role("button", name="Keep the script").click()
            page.screenshot(path=f"/tmp/desk_conflict.png", full_page=True, clip={"x":0,"y":0,"width":1280,"height":1500})
            page.get_by_role("button", name="Put mine in place").click()
            print(page.url, page.locator(".notice").first.inner_text())
        page.context.close()
