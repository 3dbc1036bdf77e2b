"""A score for spam that is learned from what people decided on this site, and from nothing else.

The method is naive Bayes, the multinomial kind with Boolean attributes (Metsis, Androutsopoulos and Paliouras, 'Spam
Filtering with Naive Bayes: Which Naive Bayes?', CEAS 2006): a sign counts once in a text, however often it stands
there. What each sign weighs is the logarithm of how much likelier it is in spam, and the weights of a text add up. So
the reasons for a score are its own summands, and no second method has to guess at them.

`signs`: what can be seen in a text. `table`: what was learned. `trial`: how good that is, by cross-validation.
`decisions`: the samples of this site. `learning`: when it learns. `sentences`: what it says of itself.
"""
