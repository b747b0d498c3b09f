"""Turns chance into passphrases of words that can be written down and typed without a doubt."""

import secrets
from collections.abc import Mapping

WORDS = 6  # of 512 each: 54 bits, at most of a second and 256 MB a guess
_ENGLISH = """
acorn actor agent album alley almond amber anchor angle animal ankle apple apron arena arrow artist aspen
atlas atom attic author autumn avocado badge bagel baker balcony ballad balloon bamboo banana banjo banner
barley barn barrel basil basket beach beacon beaver bench berry bicycle birch biscuit bishop blanket blossom
boat bonfire book boot border bottle boulder bowl bramble branch bread breeze brick bridge bronze brook
broom brush bubble bucket buckle buffalo button cabin cable cactus camel camera candle canoe canvas canyon
captain caramel caravan carbon carpet carrot castle cedar celery cello cement cereal chair chalk chapel
charcoal cheese cherry chimney chorus cider cinema cinnamon circle clarinet clay cliff clock cloud clover
coast cobalt cobweb coconut coffee collar comet compass concert copper coral corner cottage cotton cousin
coyote cradle crane crater cricket crown crystal cuckoo cupboard curtain cushion custard cypress daffodil
daisy dancer decade denim desert diamond dinner doctor dolphin donkey dragon drawer drizzle drum dune eagle
earth easel echo eclipse elbow elder elephant ember emerald engine envelope equator evening fabric falcon
farmer feather fennel ferry fiddle field figure finger flame flannel flower flute forest fossil fountain
friend frost fruit gallery garage garden garlic garnet gate gazelle geyser ginger giraffe glacier glass
glove goblet goldfish granite grape gravel guitar gull hammer hammock harp harvest hazel heather hedge
hedgehog helmet heron hill honey horizon hotel iceberg igloo indigo iris iron island ivory jacket jaguar
jasmine jelly jigsaw journal journey jungle juniper kayak kernel kettle keyboard kitchen kitten koala ladder
lagoon lake lantern lapis laundry lava lavender leaf leather lemon lentil letter library lilac lily linen
lion lizard llama lobster locket lotus lumber lunch magnet magpie mango mantle maple marble marigold market
marmot meadow medal melody melon mercury meteor mill mint mirror mitten mole monday moon moose morning
mosaic moss motor mountain museum mustard napkin nature nectar needle nickel noodle notebook nutmeg nutshell
oasis oats oboe ocean octopus office olive onion opal opera orange orbit orchard orchid organ ostrich otter
oven oyster paddle palace panda panther papaya paper parade parrot parsley passage pasta pastry peach
peacock peanut pearl pebble pelican pencil pepper piano picnic picture pigeon pillow pilot pine planet
plaster plaza plum pocket poem pond poppy portrait potato powder prairie prism puffin pumpkin puzzle pyramid
quail quarry quartz quill quilt rabbit radio radish railway rain rainbow raisin raven record reef ribbon
river robin rocket rooster rose ruby saddle saffron sailor salad salmon sandal sandpit sapphire satin saturn
scarf school scooter seal season shadow shelf shell shepherd shoulder shuttle signal silver singer sketch
slipper snow snowman soap sofa soup spark sparrow spinach spiral spoon spring square stable stadium star
station statue steam stone stork storm story straw street studio sugar summer sunday sunset swallow swan
syrup table tadpole tailor tango teacup teapot temple tennis theatre thimble thistle thunder thursday ticket
tiger timber toast tomato topaz torch tower tractor trail train tree trolley trumpet tugboat tulip tundra
tunnel turtle umbrella valley vanilla velvet village vine violet violin volcano waffle wagon wagtail walnut
walrus water whale wheat whistle willow window winter wolf wombat yellow yogurt zebra zephyr
"""
_GERMAN = """
abend acker adler ahorn album allee alpen amboss amsel anker apfel arena atlas atom auge aula auster auto
bach backofen bagger bahn balkon ball balsam bambus banane band bank bart basar bauer baum becher beere beil
bein berg besen bett beutel biber biene bild birke birne blatt blech blei blitz blume boden bogen bohne
bohrer boot borke brett brezel brief brille brise brot brunnen buch bucht buckel bude burg busch butter dach
dachs dame damm dampf daumen deich delfin diele distel docht dohle donner dorf dorn dose drache draht
drossel duft ebbe eber echo ecke efeu eiche eidechse eimer eisen elch elefant elfe elster ente erbse erde
erle ernte esche esel eule fabel fach faden fahne falke falter farbe farn fass faust feder feige feile feld
fell fels fenchel fenster ferien ferse fest feuer fichte finger fisch flamme flasche fleck flieder flosse
fluss forelle forst frack frost fuchs funke furche gabel garten gasse gebirge gehege geige gelenk gemse
gerste gesang gestein giebel gipfel giraffe gitarre gitter glocke graben grille grotte gruppe gurke habicht
hafen hafer haken halle hammer harfe hasel haube hebel hecht hecke heide herbst hering himmel hirsch hirse
hobel honig hotel hummel imker insel jacke jasmin kabel kachel kaffee kakao kaktus kamel kamera kamin kammer
kanal kanne kante kapelle kappe karotte karte kasten kater katze kegel kehle kelle keller kerze kessel kette
kiefer kirche kirsche kissen kiste kittel klang kleid klinke klippe knauf knopf knospe kobalt koffer kohle
komet kompass konzert koralle korken kragen kranich kranz kraut kreide kreis kresse kreuz krone kruste
kuchen kuckuck kugel kunst kupfer kuppel kurve lachs lager lampe lappen lasso laterne latte lauch leder
leine leinen leiter lerche libelle licht lilie linde linse lippe locke loden lorbeer luchs magnet maler
malve mandel mantel marder markt marmor maske matte mauer meise meister melone messer meteor milch minze
mittag montag morgen motor mulde muschel museum musik muskat nacht nadel nagel natter nebel nelke nickel
norden nudel olive onkel orange orgel orkan osten ostern otter palast palme panda papier pappel pauke pendel
perle pfanne pfeffer pfeife pfeil pferd pflaume pforte pilot pinie pinsel pirol planet platane platz pokal
pollen polster posaune preis prisma pudding pudel pumpe punkt puppe quader qualle quark quarz quelle quitte
radio rahmen rakete rasen raupe regal regen reifen reiher rettich rinde rinne ritter robbe roggen rubin
ruder ruine rumpf salbei sardine sattel schach schaf schal schere scheune schiff schild schilf schirm
schloss schmied schnee schnur schrank schuh schule schwan segel sehne seide seife sessel sichel silber socke
sommer sonne spaten specht speck speer spiegel spinat spirale spule stadt stahl stall stamm staub stein
stempel stern stiefel stier stirn stock stoff storch strand stroh strom stube stufe stuhl sturm suppe tafel
tanne tante tapete tasche tasse taube teich teller tempel tenne teppich thymian tiger tinte tisch tomate
torte traube treppe trommel truhe tulpe tunnel urwald ventil vogel vorhang vulkan wachs waffel wagen walnuss
wanne warte watte weide weizen welle werft weste wetter wiege wiese winkel winter wolke wolle wurzel zange
zebra zeder zeile zettel ziege ziegel zimmer zirkel zirkus zitrone zucker zunge zweig zwerg zwiebel
"""
# Short words in small letters of the Latin alphabet, no two alike; a power of two, so that none is likelier.
BY_LANGUAGE: Mapping[str, tuple[str, ...]] = {"en": tuple(_ENGLISH.split()), "de": tuple(_GERMAN.split())}


def offered(language: str) -> str:
    """A new passphrase in a language, or in English where there are no words of it; nobody keeps it."""
    words = BY_LANGUAGE.get(language, BY_LANGUAGE["en"])
    return " ".join(secrets.choice(words) for _ in range(WORDS))
