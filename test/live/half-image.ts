/**
 * A function of the shell, `halve ID`: leaves of an image what a Podman leaves that was killed while it wrote the image: its record and
 * its layers, but no manifest, no configuration and, with NAMELESS set, no name.
 */
export const halve = `halve() {
	store=$(/usr/bin/podman info --format '{{.Store.GraphRoot}}/{{.Store.GraphDriverName}}-images')
	rm -r "$store/$1"
	ID=$1 perl -MJSON::PP -0777 -i -pe '
		my $all = decode_json($_);
		for my $image (grep { $_->{id} eq $ENV{ID} } @$all) {
			delete @$image{qw(digest metadata big-data-names big-data-sizes big-data-digests)};
			delete $image->{names} if $ENV{NAMELESS};
		}
		$_ = encode_json($all)' "$store/images.json"
}
`;
