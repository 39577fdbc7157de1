"""Lists, page by page, in both directions, by the SDK's own paging."""

from sandbox import Case, ids


class Paging(Case):
    """The claims are the same for both resources."""

    __test__ = False
    COUNT = 23

    def all(self, **params):
        raise NotImplementedError

    def test_the_newest_ten_come_first(self):
        page = self.all()
        self.assertEqual(page.object, "list")
        self.assertEqual(page.url, self.url)
        self.assertEqual(ids(page.data), self.newest[:10])
        self.assertIs(page.has_more, True)

    def test_auto_paging_yields_each_once_newest_first(self):
        for limit in (1, 5, 10, 22, 23, 24, 100):
            with self.subTest(limit=limit):
                self.assertEqual(ids(self.all(limit=limit).auto_paging_iter()), self.newest)

    def test_auto_paging_after_a_cursor_yields_what_is_older(self):
        for place in (0, 11, 21, 22):
            with self.subTest(place=place):
                page = self.all(limit=4, starting_after=self.newest[place])
                self.assertEqual(ids(page.auto_paging_iter()), self.newest[place + 1 :])

    def test_auto_paging_before_a_cursor_yields_what_is_newer_oldest_first(self):
        for place in (0, 1, 11, 22):
            with self.subTest(place=place):
                page = self.all(limit=4, ending_before=self.newest[place])
                self.assertEqual(ids(page.auto_paging_iter()), self.newest[:place][::-1])

    def test_a_page_before_a_cursor_is_the_nearest_and_newest_first(self):
        page = self.all(limit=4, ending_before=self.newest[10])
        self.assertEqual((ids(page.data), page.has_more), (self.newest[6:10], True))
        first = page.previous_page()
        self.assertEqual((ids(first.data), first.has_more), (self.newest[2:6], True))
        last = first.previous_page()
        self.assertEqual((ids(last.data), last.has_more), (self.newest[:2], False))

    def test_has_more_is_false_on_the_last_page_only(self):
        for limit, more in ((22, True), (23, False), (24, False)):
            with self.subTest(limit=limit):
                self.assertIs(self.all(limit=limit).has_more, more)

    def test_next_page_keeps_filters_and_expansion(self):
        page = self.all(limit=20, expand=[self.expand])
        following = page.next_page()
        self.assertEqual(ids(following.data), self.newest[20:])
        field = self.expand.removeprefix("data.")
        self.assertEqual({getattr(each, field).object for each in following.data}, {self.expanded})


class TransferReversals(Paging):
    __test__ = True
    expand, expanded = "data.transfer", "transfer"

    def setUp(self):
        super().setUp()
        self.of = self.transfer().id
        self.url = f"/v1/transfers/{self.of}/reversals"
        made = [self.reversals.create(self.of, {"amount": 1}).id for _ in range(self.COUNT)]
        self.newest = made[::-1]

    def all(self, **params):
        return self.reversals.list(self.of, params)

    def test_only_reversals_of_the_transfer_are_listed(self):
        other = self.transfer()
        one = self.reversals.create(other.id, {"amount": 1})
        self.assertEqual(ids(self.reversals.list(other.id).data), [one.id])
        self.assertEqual(len(list(self.all().auto_paging_iter())), self.COUNT)

    def test_a_transfer_without_reversals_has_an_empty_list(self):
        page = self.reversals.list(self.transfer().id)
        self.assertEqual((page.data, page.has_more), ([], False))
        self.assertEqual(list(page.auto_paging_iter()), [])


class CreditReversals(Paging):
    __test__ = True
    url = "/v1/treasury/credit_reversals"
    expand, expanded = "data.transaction", "treasury.transaction"

    def setUp(self):
        super().setUp()
        made = []
        for _ in range(self.COUNT):
            credit = self.received_credit(1)
            made.append(self.credit_reversals.create({"received_credit": credit.id}).id)
        self.newest = made[::-1]
        # One of another financial account, which is not to be listed with them.
        other = self.received_credit(1, financial_account=self.financial_account + "x")
        self.other = self.credit_reversals.create({"received_credit": other.id})

    def all(self, **params):
        return self.credit_reversals.list({"financial_account": self.financial_account, **params})

    def test_lists_are_of_one_financial_account(self):
        page = self.credit_reversals.list({"financial_account": self.other.financial_account})
        self.assertEqual((ids(page.data), page.has_more), ([self.other.id], False))


# The claims in themselves are about no resource.
del Paging
