"""The kiosk: what a client can buy, at what price, within which limits, and what became of the order.

Three words: an *assortment* is what one establishment sells and when; an *article* in it has a price
that holds for a time; an *order* freezes the prices of the day and puts the money aside until it is packed.
"""
