"""YouTube: connect channels, bring films in, publish them."""
